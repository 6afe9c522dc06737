package org.residual.inference.input;

import java.util.function.Supplier;
import org.residual.image.ImageDecoder;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.ImageTensor;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.inference.evidence.Origin;

/**
 * An image that the caller has preprocessed.
 *
 * @param name in errors
 * @param size of the tensor
 * @param tensor the network's input, copied only when needed
 */
public record PreparedImage(String name, Size size, Supplier<ImageTensor> tensor) implements ImageInput {
    @Override
    public Preparation preparation(ImageDecoder decoder, Preprocessing preprocessing) {
        return new Preparation(name, size, size, Float.BYTES * size.samples(), 0, Origin.itself(size), tensor::get);
    }
}

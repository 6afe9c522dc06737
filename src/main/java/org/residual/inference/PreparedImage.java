package org.residual.inference;

import org.residual.image.ImageDecoder;
import org.residual.image.ImageTensor;
import org.residual.image.Preprocessing;

/**
 * An image that the caller has preprocessed.
 *
 * @param name what to call it in an error
 * @param tensor the image as the network takes it
 */
public record PreparedImage(String name, ImageTensor tensor) implements ImageInput {
    @Override
    public ImageTensor prepare(ImageDecoder decoder, Preprocessing preprocessing) {
        return tensor;
    }
}

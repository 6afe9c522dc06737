package org.residual.inference.input;

import java.util.function.Supplier;
import org.residual.image.ImageDecoder;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.inference.evidence.Origin;

/**
 * An image as pixels, not yet preprocessed.
 *
 * @param name in errors
 * @param size of the picture
 * @param pixels the picture, copied only when needed
 */
public record PixelImage(String name, Size size, Supplier<RgbImage> pixels) implements ImageInput {
    @Override
    public Preparation preparation(ImageDecoder decoder, Preprocessing preprocessing) {
        Size tensor = preprocessing.outputSize(size);
        return new Preparation(
                name,
                size,
                tensor,
                size.samples() + preprocessing.memory(size),
                0,
                Origin.of(size, size, preprocessing),
                () -> preprocessing.prepare(pixels.get()));
    }
}

package org.residual.inference;

import org.residual.image.ImageDecoder;
import org.residual.image.ImageTensor;
import org.residual.image.Preprocessing;
import org.residual.image.RgbImage;

/**
 * An image as pixels, not yet preprocessed.
 *
 * @param name what to call it in an error
 * @param pixels the picture
 */
public record PixelImage(String name, RgbImage pixels) implements ImageInput {
    @Override
    public ImageTensor prepare(ImageDecoder decoder, Preprocessing preprocessing) {
        return preprocessing.apply(pixels);
    }
}

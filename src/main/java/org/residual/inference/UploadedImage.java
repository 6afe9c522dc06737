package org.residual.inference;

import org.residual.image.ImageDecoder;
import org.residual.image.ImageTensor;
import org.residual.image.Preprocessing;

/**
 * An image as a file has it.
 *
 * @param name what to call it in an error, such as its file name
 * @param content the encoded image
 */
public record UploadedImage(String name, byte[] content) implements ImageInput {
    @Override
    public ImageTensor prepare(ImageDecoder decoder, Preprocessing preprocessing) {
        return preprocessing.apply(decoder.decode(content));
    }
}

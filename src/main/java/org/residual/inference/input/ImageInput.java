package org.residual.inference.input;

import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.preprocessing.Preprocessing;

/** An image to be classified, in one of the possible forms. */
public sealed interface ImageInput permits UploadedImage, PixelImage, PreparedImage {
    /** @return its name in errors, such as its file name */
    String name();

    /**
     * Reads its header, before any memory is taken.
     *
     * @param decoder of encoded images
     * @param preprocessing of the model
     * @return how to make the network's input from it; that may still refuse it
     * @throws ImageRefusedException if its header is reason enough to refuse it
     */
    Preparation preparation(ImageDecoder decoder, Preprocessing preprocessing);
}

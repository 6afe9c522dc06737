package org.residual.inference.input;

import org.residual.image.ImageDecoder;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.preprocessing.Preprocessing;

/** An image to be classified, in one of the forms in which it may come. */
public sealed interface ImageInput permits UploadedImage, PixelImage, PreparedImage {
    /**
     * @return what to call it in an error, such as its file name
     */
    String name();

    /**
     * Looks at its header, before any memory is taken.
     *
     * @param decoder reads encoded images
     * @param preprocessing what the model asks for
     * @return how to make of it what the network takes; that may refuse it too
     * @throws ImageRefusedException if it is refused for what the header says
     */
    Preparation preparation(ImageDecoder decoder, Preprocessing preprocessing);
}

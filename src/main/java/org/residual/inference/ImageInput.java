package org.residual.inference;

import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;
import org.residual.image.ImageTensor;
import org.residual.image.Preprocessing;

/** An image to be classified, in one of the forms in which it may come. */
public sealed interface ImageInput permits UploadedImage, PixelImage, PreparedImage {
    /**
     * @return what to call it in an error, such as its file name
     */
    String name();

    /**
     * @param decoder reads encoded images
     * @param preprocessing what the model asks for
     * @return the image as the network takes it
     * @throws ImageRefusedException if it cannot be had
     */
    ImageTensor prepare(ImageDecoder decoder, Preprocessing preprocessing);
}

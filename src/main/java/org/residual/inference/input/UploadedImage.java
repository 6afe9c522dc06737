package org.residual.inference.input;

import org.residual.image.ImageDecoder;
import org.residual.image.format.EncodedImage;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.inference.evidence.Origin;

/**
 * An image as the bytes of a file.
 *
 * @param name in errors, such as its file name
 * @param content the encoded image
 */
public record UploadedImage(String name, byte[] content) implements ImageInput {
    @Override
    public Preparation preparation(ImageDecoder decoder, Preprocessing preprocessing) {
        EncodedImage whole = decoder.open(content);
        EncodedImage image = preprocessing.drafted(whole);
        Size size = image.size();
        Size tensor = preprocessing.outputSize(size);
        return new Preparation(
                name,
                size,
                tensor,
                Math.max(image.memory().heap(), size.samples() + preprocessing.memory(size)),
                image.memory().outside(),
                Origin.of(whole.size(), size, preprocessing),
                () -> preprocessing.prepare(image.decode()));
    }
}

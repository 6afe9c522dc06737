package org.residual.image.preprocessing;

import java.nio.FloatBuffer;

/** A preprocessed picture that only has to be written out as the network's input. */
public interface NormalizedImage {
    /**
     * @return in pixels
     */
    int height();

    /**
     * @return in pixels
     */
    int width();

    /**
     * Writes the network's input.
     *
     * @param values receives, at its position, the {@link ImageTensor#values}; 3 * height * width must be left
     */
    void writeTo(FloatBuffer values);

    /**
     * @return the same, written into an array
     */
    default ImageTensor toTensor() {
        float[] values = new float[Math.multiplyExact(3 * height(), width())];
        writeTo(FloatBuffer.wrap(values));
        return new ImageTensor(height(), width(), values);
    }
}

package org.residual.image.preprocessing;

import java.nio.FloatBuffer;

/** A picture that has only to be written out for a network to take it. */
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
     * Writes it as a network takes it.
     *
     * @param values receives at its position what {@link ImageTensor#values} are; 3 * height * width must be left
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

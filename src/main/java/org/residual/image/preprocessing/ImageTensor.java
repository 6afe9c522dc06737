package org.residual.image.preprocessing;

import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * A picture as the input of a network.
 *
 * @param height in pixels
 * @param width in pixels
 * @param values of shape [3, height, width]: all of red row after row from the top, then all of green, then of blue;
 *     shared with the caller, not copied
 */
public record ImageTensor(int height, int width, float[] values) implements NormalizedImage {
    public ImageTensor {
        if (values.length != 3L * height * width) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "A tensor of shape [3, %d, %d] does not have %d values.",
                    height,
                    width,
                    values.length));
        }
    }

    @Override
    public void writeTo(FloatBuffer buffer) {
        buffer.put(values);
    }

    @Override
    public ImageTensor toTensor() {
        return this;
    }
}

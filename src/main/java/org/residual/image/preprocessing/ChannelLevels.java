package org.residual.image.preprocessing;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * The network's input value for each sample of 0 to 255. A channel has only 256 different values, so each is computed
 * once.
 *
 * @param red 256 values
 * @param green 256 values
 * @param blue 256 values
 */
record ChannelLevels(float[] red, float[] green, float[] blue) {
    private static final int LEVELS = 256;

    /**
     * @param scale factor for values of 0 to 1
     * @param normalize applied afterwards
     */
    static ChannelLevels of(float scale, Optional<Normalize> normalize) {
        float[] scaled = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            scaled[level] = level / 255f * scale;
        }
        return normalize
                .map(step -> new ChannelLevels(step.apply(0, scaled), step.apply(1, scaled), step.apply(2, scaled)))
                .orElseGet(() -> new ChannelLevels(scaled, scaled, scaled));
    }

    /**
     * @param pixels interleaved red, green and blue
     * @param values receives, at its position, all of red, then all of green, then all of blue
     */
    void write(byte[] pixels, FloatBuffer values) {
        int area = pixels.length / 3;
        int start = values.position();
        int greens = start + area;
        int blues = greens + area;
        for (int i = 0, source = 0; i < area; i++, source += 3) {
            values.put(start + i, red[pixels[source] & 0xff]);
            values.put(greens + i, green[pixels[source + 1] & 0xff]);
            values.put(blues + i, blue[pixels[source + 2] & 0xff]);
        }
        values.position(blues + area);
    }
}

package org.residual.image.preprocessing;

import java.nio.FloatBuffer;
import org.residual.image.pixel.RgbImage;

/**
 * Pixels, and what a network takes for them: a quarter of what they are written out, for as long as they wait.
 *
 * @param pixels the picture
 * @param levels what is written for its samples
 */
record LeveledImage(RgbImage pixels, ChannelLevels levels) implements NormalizedImage {
    @Override
    public int height() {
        return pixels.height();
    }

    @Override
    public int width() {
        return pixels.width();
    }

    @Override
    public void writeTo(FloatBuffer values) {
        levels.write(pixels.pixels(), values);
    }
}

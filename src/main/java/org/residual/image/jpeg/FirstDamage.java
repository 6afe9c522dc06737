package org.residual.image.jpeg;

import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.ImageRefusedException;

/** Keeps the first warning about damaged pixels. For one reader, in one thread. */
final class FirstDamage implements IIOReadWarningListener {
    private @Nullable String damage;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
        if (damage == null && !isHarmless(warning)) {
            damage = warning;
        }
    }

    /**
     * Warnings about stray bytes between segments, and scan parameters that baseline images do not use: every pixel is
     * right.
     */
    static boolean isHarmless(String warning) {
        return warning.contains("extraneous bytes before marker") || warning.startsWith("Invalid SOS parameters");
    }

    void refuse() {
        if (damage != null) {
            throw refusal(damage);
        }
    }

    static ImageRefusedException refusal(String warning) {
        return ImageRefusedException.broken("the JPEG decoder reports \"" + warning + "\"");
    }
}

package org.residual.training.augmentation;

import java.util.Random;
import org.residual.image.pixel.RgbImage;

/** Varies an image, so that a network learns what matters. */
public interface Augmentation {

    /**
     * @param image is not changed
     * @param random decides the variation
     * @return an image of the same size
     */
    RgbImage apply(RgbImage image, Random random);
}

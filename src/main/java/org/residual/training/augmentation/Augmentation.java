package org.residual.training.augmentation;

import java.util.Random;
import org.residual.image.pixel.RgbImage;

/** Shows a network an image as it might have been, so that it learns what matters. */
public interface Augmentation {

    /**
     * @param image is not changed
     * @param random decides what is done
     * @return an image of the same size
     */
    RgbImage apply(RgbImage image, Random random);
}

package org.residual.training;

import org.residual.image.RgbImage;

/**
 * @param image what is seen
 * @param label the class it belongs to, from 0
 */
record LabelledImage(RgbImage image, int label) {}

/** Random variations of images, so that a network learns what is in them. */
@NullMarked
package org.residual.training.augmentation;

import org.jspecify.annotations.NullMarked;

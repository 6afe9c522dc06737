/** Statistics for the layers of a network, taken of images and kept, and what they are worth. */
@NullMarked
package org.residual.calibration;

import org.jspecify.annotations.NullMarked;

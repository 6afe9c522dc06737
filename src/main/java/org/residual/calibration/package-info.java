/** Computes fixed statistics from images, and compares the accuracy of the kinds of statistics. */
@NullMarked
package org.residual.calibration;

import org.jspecify.annotations.NullMarked;

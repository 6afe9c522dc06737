/**
 * How much each position of an image contributes to its prediction: who may want it, and where it lies in the image.
 */
@NullMarked
package org.residual.inference.evidence;

import org.jspecify.annotations.NullMarked;

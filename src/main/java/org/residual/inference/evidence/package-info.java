/**
 * How much each position of an image contributes to its prediction: which versions can tell, and where the positions
 * lie in the image.
 */
@NullMarked
package org.residual.inference.evidence;

import org.jspecify.annotations.NullMarked;

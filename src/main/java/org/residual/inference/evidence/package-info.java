/**
 * How much each position of an image contributes to its prediction: who may want it, and where it lies in the image.
 */
package org.residual.inference.evidence;

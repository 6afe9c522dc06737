package org.residual.evidence;

/**
 * Where in an image the logit of a class comes from.
 *
 * @param index of the class
 * @param logit of the class, before the log-softmax
 * @param bias the part that no position contributes
 * @param contributions of the positions, [height, width] in row-major order; with the bias they add up to the logit
 */
public record ClassEvidence(int index, double logit, double bias, float[] contributions) {}

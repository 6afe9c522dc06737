package org.residual.evidence;

/** The pooling of the features of all positions before the output layer. */
public enum Pooling {
    /** The mean over the positions, to which each position contributes its part. */
    MEAN,
    /**
     * The maximum over the positions, to which only the position of the maximum contributes; in a tie, as in a constant
     * channel, each contributes an equal part.
     */
    MAX
}

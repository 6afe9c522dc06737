package org.residual.evidence;

/** What a network makes of the features of all positions before its output layer. */
public enum Pooling {
    /** The mean over the positions, to which each position contributes its part. */
    MEAN,
    /**
     * The maximum over the positions, to which only the position of the maximum contributes; where several positions have
     * it, such as in a channel that is the same everywhere, each contributes an equal part.
     */
    MAX
}

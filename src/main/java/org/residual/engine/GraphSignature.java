package org.residual.engine;

import java.util.Optional;

/**
 * The properties of a graph's input and output; those not given are inferred from the graph.
 *
 * @param input name of the input for the images
 * @param output name of the output that is served
 * @param layout order of the input's dimensions
 * @param answers contents of the output
 */
public record GraphSignature(
        Optional<String> input, Optional<String> output, Optional<Layout> layout, Optional<Answers> answers) {
    /** Nothing is given. */
    public static final GraphSignature UNSAID =
            new GraphSignature(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The order of an input's dimensions. */
    public enum Layout {
        /** [batch, 3, height, width]. */
        NCHW,
        /** [batch, height, width, 3]. */
        NHWC
    }

    /** The meaning of an output's numbers. */
    public enum Answers {
        /** Any numbers, which softmax turns into probabilities. */
        LOGITS,
        /** Numbers from 0 to 1 that add up to 1. */
        PROBABILITIES,
        /** Their natural logarithms. */
        LOG_PROBABILITIES
    }
}

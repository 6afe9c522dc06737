package org.residual.engine;

import java.util.Optional;

/**
 * What is said of the input and the output of a graph; what is not said, the graph tells.
 *
 * @param input name of the input that takes the images
 * @param output name of the output that is served
 * @param layout in what order the input has its dimensions
 * @param answers what the output holds
 */
public record GraphSignature(
        Optional<String> input, Optional<String> output, Optional<Layout> layout, Optional<Answers> answers) {
    /** Nothing is said. */
    public static final GraphSignature UNSAID =
            new GraphSignature(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The order of an input's dimensions. */
    public enum Layout {
        /** [batch, 3, height, width]. */
        NCHW,
        /** [batch, height, width, 3]. */
        NHWC
    }

    /** What an output holds for each class. */
    public enum Answers {
        /** Any numbers, of which softmax makes probabilities. */
        LOGITS,
        /** Numbers from 0 to 1 that add up to 1. */
        PROBABILITIES,
        /** Their natural logarithms. */
        LOG_PROBABILITIES
    }
}

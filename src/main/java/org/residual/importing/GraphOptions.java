package org.residual.importing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.engine.GraphSignature;
import picocli.CommandLine.Option;

/** What {@code import} is told of a graph; what it is not told, the graph tells. */
final class GraphOptions {
    @Option(
            names = "--input-name",
            paramLabel = "NAME",
            description = "Of an ONNX model: the input that takes the images.")
    private @Nullable String inputName;

    @Option(
            names = "--output-name",
            paramLabel = "NAME",
            description = "Of an ONNX model with several outputs: the one with a number for each class.")
    private @Nullable String outputName;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = "Of an ONNX model: the order of the images' axes, ${COMPLETION-CANDIDATES}.")
    private GraphSignature.@Nullable Layout layout;

    @Option(
            names = "--output",
            paramLabel = "KIND",
            description = "Of an ONNX model: what it answers, ${COMPLETION-CANDIDATES}.")
    private GraphSignature.@Nullable Answers output;

    GraphSignature signature() {
        return new GraphSignature(
                Optional.ofNullable(inputName),
                Optional.ofNullable(outputName),
                Optional.ofNullable(layout),
                Optional.ofNullable(output));
    }

    /**
     * @throws IllegalArgumentException if any of them is given
     */
    void requireNone() {
        if (!signature().equals(GraphSignature.UNSAID)) {
            throw new IllegalArgumentException(
                    "--input-name, --output-name, --layout and --output go with an ONNX model only.");
        }
    }
}

package org.residual.importing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.engine.GraphSignature;
import picocli.CommandLine.Option;

/** The options of {@code import} for a graph; the rest is inferred from the graph. */
final class GraphOptions {
    @Option(names = "--input-name", paramLabel = "NAME", description = "ONNX: the input for the images.")
    private @Nullable String inputName;

    @Option(
            names = "--output-name",
            paramLabel = "NAME",
            description = "ONNX: the output with a number for each class, if there are several.")
    private @Nullable String outputName;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            description = "ONNX: the order of the images' axes, ${COMPLETION-CANDIDATES}.")
    private GraphSignature.@Nullable Layout layout;

    @Option(names = "--output", paramLabel = "KIND", description = "ONNX: what it answers, ${COMPLETION-CANDIDATES}.")
    private GraphSignature.@Nullable Answers output;

    GraphSignature signature() {
        return new GraphSignature(
                Optional.ofNullable(inputName),
                Optional.ofNullable(outputName),
                Optional.ofNullable(layout),
                Optional.ofNullable(output));
    }

    /** @throws IllegalArgumentException if any of them is given */
    void requireNone() {
        if (!signature().equals(GraphSignature.UNSAID)) {
            throw new IllegalArgumentException(
                    "--input-name, --output-name, --layout and --output require an ONNX model.");
        }
    }
}

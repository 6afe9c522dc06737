package org.residual.onnx.exported;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.residual.engine.GraphSignature.Answers;
import org.residual.onnx.check.AttributeJudge;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;

/** Traces an output back through the graph to what determines its meaning. */
final class OutputTrace {
    /** Operators that change neither the numbers of an image nor their meaning. */
    private static final Set<String> PASSING = Set.of(
            "Cast",
            "Clip",
            "DequantizeLinear",
            "Dropout",
            "Flatten",
            "Identity",
            "QuantizeLinear",
            "Reshape",
            "Squeeze",
            "Unsqueeze");

    private static final Set<String> SOFTMAX = Set.of("QLinearSoftmax", "Softmax");

    private static final Set<String> SCORES = Set.of(
            "Add",
            "AveragePool",
            "Conv",
            "DynamicQuantizeMatMul",
            "Einsum",
            "FusedConv",
            "FusedGemm",
            "FusedMatMul",
            "Gemm",
            "GlobalAveragePool",
            "MatMul",
            "MatMulIntegerToFloat",
            "QGemm",
            "QLinearAdd",
            "QLinearConv",
            "QLinearGlobalAveragePool",
            "QLinearMatMul",
            "ReduceMean",
            "Sub");

    private final Makers makers;
    private final Optional<NodeProto> last;

    /**
     * @param graph that has been checked
     * @param output the name of one of its outputs
     */
    OutputTrace(GraphProto graph, String output) {
        this.makers = new Makers(graph);
        this.last = passed(output);
    }

    /** The node that computes a value, or an earlier one that determines its meaning. */
    private Optional<NodeProto> passed(String value) {
        Optional<NodeProto> node = makers.of(value);
        while (node.isPresent() && PASSING.contains(node.get().getOpType())) {
            node = makers.of(Makers.input(node.get(), 0));
        }
        return node;
    }

    /** The meaning of the numbers; empty if the graph does not tell. */
    Optional<Answers> answers() {
        return last.flatMap(node -> {
            String operator = node.getOpType();
            if (SOFTMAX.contains(operator)) {
                return Optional.of(Answers.PROBABILITIES);
            }
            if (operator.equals("LogSoftmax")) {
                return Optional.of(Answers.LOG_PROBABILITIES);
            }
            if (operator.equals("Log")) {
                return before(node)
                        .filter(inner -> SOFTMAX.contains(inner.getOpType()))
                        .map(softmax -> Answers.LOG_PROBABILITIES);
            }
            return SCORES.contains(operator) || isScaled(node) ? Optional.of(Answers.LOGITS) : Optional.empty();
        });
    }

    private Optional<NodeProto> before(NodeProto node) {
        return passed(Makers.input(node, 0));
    }

    private boolean isScaled(NodeProto node) {
        return List.of("Mul", "Div").contains(node.getOpType())
                && makers.constant(Makers.input(node, 1)).isPresent();
    }

    /**
     * @throws InvalidModelException if the numbers of an image depend on other images in the batch, or are not for
     *     exactly one of several classes
     */
    void requireNoMixing() {
        last.ifPresent(node -> {
            Optional<NodeProto> softmax = node.getOpType().equals("Log") ? before(node) : last;
            softmax.filter(inner -> SOFTMAX.contains(inner.getOpType())
                            || inner.getOpType().equals("LogSoftmax"))
                    .filter(inner -> Makers.number(inner, "axis", 1) == 0)
                    .ifPresent(inner -> {
                        throw new InvalidModelException(AttributeJudge.name(inner)
                                + " is over the images of a batch, not over the classes: export the network with a softmax"
                                + " over axis 1.");
                    });
            if (node.getOpType().equals("Sigmoid")) {
                throw new InvalidModelException(
                        "it ends in a sigmoid, which rates each label by itself, but only networks that choose one "
                                + "of several classes are supported.");
            }
        });
    }

    /** The number of classes according to the weights of the last layer; empty if they do not tell. */
    OptionalInt classes() {
        Optional<NodeProto> node = last;
        while (node.isPresent() && isSoftmaxOrLog(node.get())) {
            node = before(node.get());
        }
        return node.map(this::classesOf).orElse(OptionalInt.empty());
    }

    private static boolean isSoftmaxOrLog(NodeProto node) {
        return SOFTMAX.contains(node.getOpType())
                || List.of("LogSoftmax", "Log").contains(node.getOpType());
    }

    private OptionalInt classesOf(NodeProto node) {
        return switch (node.getOpType()) {
            case "Gemm", "FusedGemm" -> length(node, 1, Makers.number(node, "transB", 0) != 0 ? 0 : -1);
            case "MatMul", "FusedMatMul", "Add" -> length(node, 1, -1);
            case "Conv", "FusedConv" -> length(node, 1, 0);
            default -> OptionalInt.empty();
        };
    }

    private OptionalInt length(NodeProto node, int input, int axis) {
        Optional<TensorProto> weights = makers.constant(Makers.input(node, input));
        if (weights.isEmpty() || weights.get().getDimsCount() == 0) {
            return OptionalInt.empty();
        }
        long length = weights.get().getDims(axis < 0 ? weights.get().getDimsCount() - 1 : axis);
        return length > 1 && length <= Integer.MAX_VALUE ? OptionalInt.of((int) length) : OptionalInt.empty();
    }
}

package org.residual.onnx.exported;

import org.residual.onnx.check.AttributeJudge;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;

/** Checks that the layers of a graph are in inference mode: none is random, none uses statistics of a batch. */
final class InferenceMode {
    private static final String REMEDY = ": export the network for inference, in PyTorch after net.eval().";

    private InferenceMode() {}

    /**
     * @param graph of a model that has been checked
     * @throws InvalidModelException if a layer is in training mode
     */
    static void require(GraphProto graph) {
        Makers makers = new Makers(graph);
        for (NodeProto node : graph.getNodeList()) {
            if (node.getOpType().equals("BatchNormalization") && takesStatisticsOfTheBatch(node)) {
                throw new InvalidModelException(AttributeJudge.name(node)
                        + " normalizes with the statistics of a batch, which may hold images of several requests"
                        + REMEDY);
            }
            if (node.getOpType().equals("Dropout") && mayDrop(node, makers)) {
                throw new InvalidModelException(AttributeJudge.name(node) + " drops values at random" + REMEDY);
            }
            node.getAttributeList().stream().filter(AttributeProto::hasG).forEach(branch -> require(branch.getG()));
        }
    }

    /** Up to version 13 of the operators, a trained layer has more outputs. */
    private static boolean takesStatisticsOfTheBatch(NodeProto node) {
        return Makers.number(node, "training_mode", 0) != 0
                || node.getOutputList().stream()
                                .filter(output -> !output.isEmpty())
                                .count()
                        > 1;
    }

    /** From version 12 of the operators on, an input tells. */
    private static boolean mayDrop(NodeProto node, Makers makers) {
        String training = Makers.input(node, 2);
        return !training.isEmpty()
                && !makers.constant(training).filter(InferenceMode::isFalse).isPresent();
    }

    private static boolean isFalse(TensorProto tensor) {
        return tensor.getRawData().isEmpty()
                ? tensor.getInt32DataList().stream().allMatch(value -> value == 0)
                : tensor.getRawData().byteAt(0) == 0;
    }
}

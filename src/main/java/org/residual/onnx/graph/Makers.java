package org.residual.onnx.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;

/** Finds the node that computes a value, and the constants of a graph. */
public final class Makers {
    private final Map<String, NodeProto> nodes = new HashMap<>();
    private final Map<String, TensorProto> constants = new HashMap<>();

    public Makers(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        for (NodeProto node : graph.getNodeList()) {
            node.getOutputList().forEach(output -> nodes.put(output, node));
            if (node.getOpType().equals("Constant") && node.getOutputCount() > 0) {
                attribute(node, "value")
                        .filter(AttributeProto::hasT)
                        .ifPresent(value -> constants.put(node.getOutput(0), value.getT()));
            }
        }
    }

    /** The node that computes a value; none for inputs and initializers. */
    public Optional<NodeProto> of(String value) {
        return Optional.ofNullable(nodes.get(value));
    }

    /** A constant value. */
    public Optional<TensorProto> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    /** The value of a node's input; an empty text if it is omitted. */
    public static String input(NodeProto node, int index) {
        return index < node.getInputCount() ? node.getInput(index) : "";
    }

    public static Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    public static long number(NodeProto node, String name, long absent) {
        return attribute(node, name).map(AttributeProto::getI).orElse(absent);
    }
}

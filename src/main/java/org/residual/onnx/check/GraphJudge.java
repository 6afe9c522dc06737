package org.residual.onnx.check;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.residual.onnx.file.ExternalWeights;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.ValueInfoProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * Checks that a graph can be run: every value has a unique name, none depends on itself, every node has a supported
 * operator, and every tensor has as many numbers as declared. Subgraphs are checked too.
 */
final class GraphJudge {
    private final TensorJudge weights;
    private final TensorJudge others;
    private final AttributeJudge attributes;

    /** @param external weights of the main graph in other files */
    GraphJudge(ExternalWeights external) {
        this.weights = new TensorJudge(Optional.of(external));
        this.others = new TensorJudge(Optional.empty());
        this.attributes = new AttributeJudge(others);
    }

    /**
     * @param graph of a model
     * @throws InvalidModelException if it cannot be run, saying where it is broken
     */
    void require(GraphProto graph) {
        Scope scope = Scope.ofModel();
        Set<String> inputs = defineInputs(graph, scope);
        defineInitializers(graph, scope, inputs, weights);
        requireBody(graph, scope);
    }

    private static Set<String> defineInputs(GraphProto graph, Scope scope) {
        Set<String> inputs = new HashSet<>();
        for (ValueInfoProto input : graph.getInputList()) {
            scope.define(input.getName());
            inputs.add(input.getName());
        }
        return inputs;
    }

    /** An initializer with an input's name is its default. */
    private static void defineInitializers(GraphProto graph, Scope scope, Set<String> inputs, TensorJudge tensors) {
        if (graph.getSparseInitializerCount() > 0) {
            throw new InvalidModelException(
                    "it has sparse weights, which are not supported: export them as dense tensors.");
        }
        Set<String> names = new HashSet<>();
        for (TensorProto initializer : graph.getInitializerList()) {
            String name = initializer.getName();
            if (!inputs.contains(name)) {
                scope.define(name);
            } else if (!names.add(name)) {
                throw new InvalidModelException("there is more than one value named '" + Quoted.text(name) + "'.");
            }
            tensors.require(initializer, name);
        }
    }

    private void requireBody(GraphProto graph, Scope scope) {
        for (NodeProto node : graph.getNodeList()) {
            Operators.require(node);
            attributes.require(node);
            NumberRules.require(node);
            node.getOutputList().stream().filter(output -> !output.isEmpty()).forEach(scope::define);
        }
        graph.getNodeList().forEach(node -> requireInputs(node, scope));
        NodeOrder.of(graph);
        if (graph.getOutputCount() == 0) {
            throw new InvalidModelException("a graph has no output.");
        }
        Set<String> outputs = new HashSet<>();
        for (ValueInfoProto output : graph.getOutputList()) {
            if (!scope.isOwn(output.getName())) {
                throw new InvalidModelException(
                        "no node of its graph computes the output '" + Quoted.text(output.getName()) + "'.");
            }
            if (!outputs.add(output.getName())) {
                throw new InvalidModelException("the output '" + Quoted.text(output.getName()) + "' is repeated.");
            }
        }
    }

    private void requireInputs(NodeProto node, Scope scope) {
        for (String input : node.getInputList()) {
            if (!input.isEmpty() && !scope.knows(input)) {
                throw new InvalidModelException(
                        AttributeJudge.name(node) + " uses '" + Quoted.text(input) + "', which no node computes.");
            }
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                requireSubgraph(attribute.getG(), scope.inner());
            }
        }
    }

    private void requireSubgraph(GraphProto graph, Scope scope) {
        if (graph.getInputCount() > 0) {
            throw new InvalidModelException("a branch of an If has inputs, which it must not.");
        }
        defineInitializers(graph, scope, Set.of(), others);
        requireBody(graph, scope);
    }
}

package org.residual.onnx.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.residual.onnx.check.AttributeJudge;
import org.residual.onnx.check.NodeOrder;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * Infers the shape of every value of a graph for images of one size, and from that the memory for running it. A graph
 * whose shapes do not match, or depend on the contents of an image, is refused: the runtime would notice only while it
 * computes, if at all.
 */
public final class ShapeInference {
    private static final Map<String, ShapeRule> RULES = rules();

    private final long operators;
    private final ActivationMemory memory = new ActivationMemory();

    /**
     * @param operators the version of ONNX's operators
     */
    public ShapeInference(long operators) {
        this.operators = operators;
    }

    /** The operators that have a rule. */
    public static Set<String> operators() {
        return RULES.keySet();
    }

    private static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>(ElementwiseShapes.rules());
        rules.putAll(WindowShapes.rules());
        rules.putAll(MatrixShapes.rules());
        rules.putAll(ReductionShapes.rules());
        rules.putAll(ShapingShapes.rules());
        rules.putAll(SelectionShapes.rules());
        rules.putAll(QuantizedShapes.rules());
        return Map.copyOf(rules);
    }

    /**
     * @param graph of a model that has been checked
     * @param input the name of its images
     * @param images their known properties
     * @param output a name of an output
     * @return the output, and the memory of all values that exist at the same time
     * @throws InvalidModelException if the graph cannot be run with such images, naming the node
     */
    public Result run(GraphProto graph, String input, Value images, String output) {
        Map<String, Value> values = new HashMap<>();
        values.put(input, images);
        memory.add(input, images);
        run(graph, values, names(graph));
        Value answer = Objects.requireNonNull(values.get(output), "checked: some node computes each output");
        return new Result(answer, memory.peak());
    }

    /**
     * @param output its known properties
     * @param bytes most bytes of values at a time, without the weights
     */
    public record Result(Value output, long bytes) {}

    private static Set<String> names(GraphProto graph) {
        Set<String> names = new HashSet<>();
        graph.getOutputList().forEach(output -> names.add(output.getName()));
        return names;
    }

    private void run(GraphProto graph, Map<String, Value> values, Set<String> kept) {
        for (TensorProto initializer : graph.getInitializerList()) {
            values.put(initializer.getName(), ConstantValues.of(initializer));
        }
        List<NodeProto> order = NodeOrder.of(graph);
        LastUses uses = new LastUses(order, kept);
        for (int i = 0; i < order.size(); i++) {
            NodeProto node = order.get(i);
            List<Value> outputs = outputs(node, values);
            for (int k = 0; k < node.getOutputCount(); k++) {
                if (!node.getOutput(k).isEmpty()) {
                    put(node, k, outputs, values);
                }
            }
            uses.after(i).forEach(memory::remove);
        }
    }

    private void put(NodeProto node, int index, List<Value> outputs, Map<String, Value> values) {
        if (index >= outputs.size()) {
            throw refused(node, "has more outputs than are supported.", null);
        }
        Value value = outputs.get(index);
        if (value.count() == 0 && value.numbers().isEmpty() && !node.getOpType().equals("Constant")) {
            throw refused(node, "makes a tensor without elements.", null);
        }
        values.put(node.getOutput(index), value);
        memory.add(node.getOutput(index), value);
    }

    private List<Value> outputs(NodeProto node, Map<String, Value> values) {
        try {
            if (node.getOpType().equals("If")) {
                return branch(node, values);
            }
            List<Optional<Value>> inputs = new ArrayList<>();
            node.getInputList().forEach(name -> inputs.add(Optional.ofNullable(values.get(name))));
            ShapeRule rule = RULES.get(node.getOpType());
            if (rule == null) {
                throw new InvalidModelException("has an operator that is not supported.");
            }
            NodeValues known = new NodeValues(node, operators, inputs);
            known.requireElements();
            return rule.outputs(known);
        } catch (InvalidModelException e) {
            throw refused(node, e.getMessage(), e);
        }
    }

    private static InvalidModelException refused(
            NodeProto node, String problem, @Nullable InvalidModelException cause) {
        return new InvalidModelException(
                problem.startsWith("the node '") ? problem : AttributeJudge.name(node) + " " + problem, cause);
    }

    /** The branch that is taken, if the sizes determine it; otherwise both, which must have equal results. */
    private List<Value> branch(NodeProto node, Map<String, Value> values) {
        Value condition = Optional.ofNullable(values.get(Makers.input(node, 0)))
                .orElseThrow(() -> new InvalidModelException("lacks an input."));
        if (condition.count() != 1) {
            throw new InvalidModelException("needs a single condition.");
        }
        if (condition.numbers().isPresent()) {
            return branch(node, condition.numbers().get()[0] != 0 ? "then_branch" : "else_branch", values);
        }
        List<Value> yes = branch(node, "then_branch", values);
        List<Value> no = branch(node, "else_branch", values);
        for (int i = 0; i < Math.max(yes.size(), no.size()); i++) {
            boolean same = i < Math.min(yes.size(), no.size())
                    && java.util.Arrays.equals(yes.get(i).shape(), no.get(i).shape())
                    && yes.get(i).elements() == no.get(i).elements();
            if (!same) {
                throw new InvalidModelException(
                        "takes a shape that depends on the contents of an image, not only on its size.");
            }
        }
        return yes.stream().map(Value::unknown).toList();
    }

    private List<Value> branch(NodeProto node, String name, Map<String, Value> values) {
        GraphProto graph = Makers.attribute(node, name)
                .orElseThrow(() -> new InvalidModelException("lacks its " + Quoted.text(name) + "."))
                .getG();
        Map<String, Value> inner = new HashMap<>(values);
        run(graph, inner, names(graph));
        return graph.getOutputList().stream()
                .map(output -> inner.get(output.getName()))
                .toList();
    }
}

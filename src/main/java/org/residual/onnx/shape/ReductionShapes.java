package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.residual.onnx.graph.TensorElements;

/** Operators that reduce several numbers to one. */
final class ReductionShapes {
    static final Set<String> OPERATORS = Set.of(
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "ReduceProd",
            "ReduceSum",
            "ReduceSumSquare");

    private ReductionShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        OPERATORS.forEach(operator -> rules.put(operator, ReductionShapes::reduction));
        rules.put("ArgMax", ReductionShapes::position);
        rules.put("ArgMin", ReductionShapes::position);
        rules.put("TopK", ReductionShapes::largest);
        return rules;
    }

    private static List<Value> reduction(NodeValues node) {
        Value x = node.input(0);
        long[] axes = node.list("axes", 1).orElse(new long[0]);
        if (axes.length == 0 && node.number("noop_with_empty_axes", 0) != 0) {
            return List.of(x.unknown());
        }
        Set<Integer> reduced = new TreeSet<>();
        if (axes.length == 0) {
            for (int axis = 0; axis < x.rank(); axis++) {
                reduced.add(axis);
            }
        }
        for (long axis : axes) {
            node.require(reduced.add(x.axis(axis)), "has an axis twice.");
        }
        Value result = Value.of(x.elements(), without(x.shape(), reduced, node.number("keepdims", 1) != 0));
        return List.of(
                result.count() == 1
                        ? x.numbers()
                                .flatMap(known -> evaluated(node.operator(), known))
                                .map(number -> result.withNumbers(new double[] {number}))
                                .orElse(result)
                        : result);
    }

    private static Optional<Double> evaluated(String operator, double[] numbers) {
        return switch (operator) {
            case "ReduceMax" -> Optional.of(Arrays.stream(numbers).reduce(Double.NEGATIVE_INFINITY, Math::max));
            case "ReduceMin" -> Optional.of(Arrays.stream(numbers).reduce(Double.POSITIVE_INFINITY, Math::min));
            case "ReduceProd" -> Optional.of(Arrays.stream(numbers).reduce(1, (a, b) -> a * b));
            case "ReduceSum" -> Optional.of(Arrays.stream(numbers).sum());
            default -> Optional.empty();
        };
    }

    private static long[] without(long[] shape, Set<Integer> axes, boolean keep) {
        long[] result = shape.clone();
        axes.forEach(axis -> result[axis] = keep ? 1 : -1);
        return Arrays.stream(result).filter(length -> length >= 0).toArray();
    }

    private static List<Value> position(NodeValues node) {
        Value x = node.input(0);
        node.require(x.rank() > 0, "takes a tensor without axes.");
        Set<Integer> axis = Set.of(x.axis(node.number("axis", 0)));
        return List.of(Value.of(TensorElements.INT64, without(x.shape(), axis, node.number("keepdims", 1) != 0)));
    }

    private static List<Value> largest(NodeValues node) {
        Value x = node.input(0);
        node.require(x.rank() > 0, "takes a tensor without axes.");
        long[] count = node.has(1) ? node.input(1).wholeNumbers() : new long[] {node.number("k", -1)};
        int axis = x.axis(node.number("axis", -1));
        node.require(
                count.length == 1 && count[0] >= 0 && count[0] <= x.shape()[axis],
                "takes more numbers than there are.");
        long[] shape = x.shape().clone();
        shape[axis] = count[0];
        return List.of(Value.of(x.elements(), shape), Value.of(TensorElements.INT64, shape));
    }
}

package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.graph.TensorElements;
import org.residual.store.file.InvalidModelException;

/** Operators that reshape tensors, and those that return or create shapes. */
final class ShapingShapes {
    private ShapingShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        rules.put("Constant", ShapingShapes::constant);
        rules.put("ConstantOfShape", ShapingShapes::filled);
        rules.put("Expand", ShapingShapes::expanded);
        rules.put("Flatten", ShapingShapes::flattened);
        rules.put("Range", ShapingShapes::range);
        rules.put("Reshape", ShapingShapes::reshaped);
        rules.put("Shape", ShapingShapes::shape);
        rules.put(
                "Size",
                node -> List.of(Value.of(TensorElements.INT64)
                        .withNumbers(new double[] {node.input(0).count()})));
        rules.put("Squeeze", ShapingShapes::squeezed);
        rules.put("Transpose", ShapingShapes::transposed);
        rules.put("Unsqueeze", ShapingShapes::unsqueezed);
        rules.put("DepthToSpace", node -> blocks(node, true));
        rules.put("SpaceToDepth", node -> blocks(node, false));
        return rules;
    }

    private static List<Value> constant(NodeValues node) {
        Optional<Value> tensor =
                ElementwiseShapes.tensor(node, "value").map(attribute -> ConstantValues.of(attribute.getT()));
        if (tensor.isPresent()) {
            return List.of(tensor.get());
        }
        if (node.hasAttribute("value_int")) {
            return List.of(Value.of(TensorElements.INT64).withNumbers(new double[] {node.number("value_int", 0)}));
        }
        if (node.hasAttribute("value_ints")) {
            double[] numbers = LongStream.of(node.list("value_ints").orElseThrow())
                    .asDoubleStream()
                    .toArray();
            return List.of(Value.of(TensorElements.INT64, numbers.length).withNumbers(numbers));
        }
        if (node.hasAttribute("value_float")) {
            return List.of(Value.of(TensorElements.FLOAT));
        }
        if (node.hasAttribute("value_floats")) {
            return List.of(Value.of(
                    TensorElements.FLOAT,
                    Makers.attribute(node.node(), "value_floats").orElseThrow().getFloatsCount()));
        }
        throw new InvalidModelException("has no value, or one of an unsupported type.");
    }

    private static List<Value> filled(NodeValues node) {
        Optional<Value> value =
                ElementwiseShapes.tensor(node, "value").map(attribute -> ConstantValues.of(attribute.getT()));
        node.require(value.isEmpty() || value.get().count() == 1, "needs a single number as its value.");
        Value result = Value.of(
                value.map(Value::elements).orElse(TensorElements.FLOAT),
                node.input(0).wholeNumbers());
        boolean few = result.count() <= Value.MOST_NUMBERS
                && (value.isEmpty() || value.get().numbers().isPresent());
        if (!few) {
            return List.of(result);
        }
        double[] numbers = new double[(int) result.count()];
        Arrays.fill(
                numbers, value.map(known -> known.numbers().orElseThrow()[0]).orElse(0.0));
        return List.of(result.withNumbers(numbers));
    }

    private static List<Value> expanded(NodeValues node) {
        Value x = node.input(0);
        Value result = Value.of(
                x.elements(),
                ElementwiseShapes.broadcast(node, x.shape(), node.input(1).wholeNumbers()));
        boolean few = result.count() <= Value.MOST_NUMBERS && x.numbers().isPresent();
        return List.of(few ? result.withNumbers(SmallNumbers.spread(x, result)) : result);
    }

    private static List<Value> flattened(NodeValues node) {
        Value x = node.input(0);
        long axis = node.number("axis", 1);
        int at = axis == x.rank() ? x.rank() : x.axis(axis);
        long first = LongStream.of(Arrays.copyOf(x.shape(), at)).reduce(1, (a, b) -> a * b);
        long rest = LongStream.of(Arrays.copyOfRange(x.shape(), at, x.rank())).reduce(1, (a, b) -> a * b);
        return List.of(x.reshaped(first, rest));
    }

    private static List<Value> range(NodeValues node) {
        for (int i = 0; i < 3; i++) {
            node.input(i).wholeNumbers();
            node.require(node.input(i).count() == 1, "needs single numbers.");
        }
        double start = node.input(0).numbers().orElseThrow()[0];
        double limit = node.input(1).numbers().orElseThrow()[0];
        double delta = node.input(2).numbers().orElseThrow()[0];
        node.require(delta != 0, "counts in steps of 0.");
        long count = (long) Math.max(0, Math.ceil((limit - start) / delta));
        Value result = Value.of(node.input(0).elements(), count);
        if (count > Value.MOST_NUMBERS) {
            return List.of(result);
        }
        double[] numbers = new double[(int) count];
        Arrays.setAll(numbers, i -> start + i * delta);
        return List.of(result.withNumbers(numbers));
    }

    /** A 0 stands for the previous length, a -1 for the remaining one. */
    private static List<Value> reshaped(NodeValues node) {
        Value x = node.input(0);
        long[] shape = node.list("shape", 1)
                .orElseThrow(() -> new InvalidModelException("lacks a shape."))
                .clone();
        boolean zeroIsZero = node.number("allowzero", 0) != 0;
        int open = -1;
        long known = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == 0 && !zeroIsZero) {
                node.require(i < x.rank(), "keeps the length of a missing axis.");
                shape[i] = x.shape()[i];
            }
            node.require(
                    shape[i] >= -1 && (shape[i] >= 0 || open < 0), "has a shape with more than one length left open.");
            open = shape[i] == -1 ? i : open;
            known *= shape[i] == -1 ? 1 : Value.of(x.elements(), shape[i]).count();
            node.require(known >= 0 && known <= x.count(), misfit(x, shape));
        }
        if (open >= 0) {
            node.require(known > 0 && x.count() % known == 0, misfit(x, shape));
            shape[open] = x.count() / known;
        }
        Value result = x.reshaped(shape);
        node.require(result.count() == x.count(), misfit(x, shape));
        return List.of(result);
    }

    private static String misfit(Value x, long[] shape) {
        return "cannot give a tensor of the shape " + Arrays.toString(x.shape()) + " the shape "
                + Arrays.toString(shape) + ".";
    }

    private static List<Value> shape(NodeValues node) {
        long[] shape = node.input(0).shape();
        int start = clamped(node.number("start", 0), shape.length);
        int end = clamped(node.number("end", shape.length), shape.length);
        double[] numbers = LongStream.of(shape).asDoubleStream().toArray();
        return List.of(Value.ofNumbers(TensorElements.INT64, Arrays.copyOfRange(numbers, start, Math.max(start, end))));
    }

    private static int clamped(long index, int length) {
        return (int) Math.max(0, Math.min(length, index < 0 ? index + length : index));
    }

    private static List<Value> squeezed(NodeValues node) {
        Value x = node.input(0);
        Optional<long[]> axes = node.list("axes", 1);
        TreeSet<Integer> gone = new TreeSet<>();
        for (int axis = 0; axis < x.rank() && axes.isEmpty(); axis++) {
            if (x.shape()[axis] == 1) {
                gone.add(axis);
            }
        }
        for (long axis : axes.orElse(new long[0])) {
            node.require(gone.add(x.axis(axis)), "has an axis twice.");
            node.require(x.shape()[x.axis(axis)] == 1, "drops an axis that is longer than 1.");
        }
        long[] shape = new long[x.rank() - gone.size()];
        int next = 0;
        for (int axis = 0; axis < x.rank(); axis++) {
            if (!gone.contains(axis)) {
                shape[next++] = x.shape()[axis];
            }
        }
        return List.of(x.reshaped(shape));
    }

    private static List<Value> unsqueezed(NodeValues node) {
        Value x = node.input(0);
        long[] axes = node.list("axes", 1).orElseThrow(() -> new InvalidModelException("lacks its axes."));
        Value larger = Value.of(x.elements(), ones(x.rank() + axes.length));
        TreeSet<Integer> added = new TreeSet<>();
        for (long axis : axes) {
            node.require(added.add(larger.axis(axis)), "has an axis twice.");
        }
        long[] shape = larger.shape();
        int next = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = added.contains(axis) ? 1 : x.shape()[next++];
        }
        return List.of(x.reshaped(shape));
    }

    private static long[] ones(int length) {
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static List<Value> transposed(NodeValues node) {
        Value x = node.input(0);
        long[] order = node.list("perm")
                .orElseGet(() -> LongStream.range(0, x.rank())
                        .map(axis -> x.rank() - 1 - axis)
                        .toArray());
        node.require(
                Arrays.equals(
                        LongStream.of(order).sorted().toArray(),
                        LongStream.range(0, x.rank()).toArray()),
                "has an order of axes that does not match the shape " + Arrays.toString(x.shape()) + ".");
        long[] shape = LongStream.of(order).map(axis -> x.shape()[(int) axis]).toArray();
        return List.of(x.rank() < 2 ? x : Value.of(x.elements(), shape));
    }

    private static List<Value> blocks(NodeValues node, boolean toSpace) {
        Value x = node.input(0);
        long side = node.number("blocksize", 0);
        node.require(x.rank() == 4 && side > 0, "needs images and a blocksize.");
        long[] from = x.shape();
        long[] shape = toSpace
                ? new long[] {from[0], from[1] / (side * side), from[2] * side, from[3] * side}
                : new long[] {from[0], from[1] * side * side, from[2] / side, from[3] / side};
        Value result = Value.of(x.elements(), shape);
        node.require(
                result.count() == x.count(),
                "has a blocksize that does not divide the shape " + Arrays.toString(from) + ".");
        return List.of(result);
    }
}

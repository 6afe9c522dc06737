package org.residual.onnx.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.residual.onnx.graph.Makers;

/** Operators that select from tensors, or join them. */
final class SelectionShapes {
    private SelectionShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        rules.put("Concat", node -> joined(node, node.given()));
        rules.put("QLinearConcat", SelectionShapes::joinedQuantized);
        rules.put("Gather", SelectionShapes::gathered);
        rules.put("GatherElements", SelectionShapes::gatheredElements);
        rules.put("GatherND", SelectionShapes::gatheredSlices);
        rules.put("GridSample", SelectionShapes::sampled);
        rules.put("OneHot", SelectionShapes::oneHot);
        rules.put("Pad", SelectionShapes::padded);
        rules.put("Resize", node -> resized(node, node.inputs().size() > 2 ? 2 : 1, 3));
        rules.put("Upsample", node -> resized(node, 1, -1));
        rules.put("ScatterElements", node -> List.of(node.input(0).unknown()));
        rules.put("ScatterND", node -> List.of(node.input(0).unknown()));
        rules.put("Slice", SlicedShapes::sliced);
        rules.put("Split", SlicedShapes::split);
        rules.put("Tile", SelectionShapes::tiled);
        return rules;
    }

    private static List<Value> joined(NodeValues node, List<Value> values) {
        node.require(!values.isEmpty() && node.hasAttribute("axis"), "lacks an input or its axis.");
        Value first = values.get(0);
        int axis = first.axis(node.number("axis", 0));
        long[] shape = first.shape().clone();
        shape[axis] = 0;
        for (Value value : values) {
            long[] others = value.shape().clone();
            node.require(others.length == shape.length, "joins tensors of the shapes " + node.shapes() + ".");
            shape[axis] += others[axis];
            others[axis] = shape[axis];
            node.require(Arrays.equals(others, shape), "joins tensors of the shapes " + node.shapes() + ".");
        }
        Value result = Value.of(first.elements(), shape);
        boolean known = shape.length == 1
                && values.stream().allMatch(value -> value.numbers().isPresent());
        return List.of(
                known
                        ? result.withNumbers(values.stream()
                                .flatMapToDouble(
                                        value -> Arrays.stream(value.numbers().orElseThrow()))
                                .toArray())
                        : result);
    }

    /** After an output scale and zero point, each tensor is followed by its own. */
    private static List<Value> joinedQuantized(NodeValues node) {
        List<Value> values = new ArrayList<>();
        for (int i = 2; i < node.inputs().size(); i += 3) {
            values.add(node.input(i));
        }
        return joined(node, values);
    }

    private static List<Value> gathered(NodeValues node) {
        Value x = node.input(0);
        Value indices = node.input(1);
        node.require(x.rank() > 0, "takes a tensor without axes.");
        int axis = x.axis(node.number("axis", 0));
        indices.numbers()
                .ifPresent(known -> node.require(
                        Arrays.stream(known).allMatch(index -> index >= -x.shape()[axis] && index < x.shape()[axis]),
                        "reads outside the shape " + Arrays.toString(x.shape()) + "."));
        long[] shape = LongStream.concat(
                        LongStream.concat(Arrays.stream(x.shape(), 0, axis), Arrays.stream(indices.shape())),
                        Arrays.stream(x.shape(), axis + 1, x.rank()))
                .toArray();
        Value result = Value.of(x.elements(), shape);
        Optional<double[]> numbers = x.rank() == 1 && x.numbers().isPresent()
                ? indices.numbers()
                        .map(known -> Arrays.stream(known)
                                .map(index ->
                                        x.numbers().orElseThrow()[(int) (index < 0 ? index + x.shape()[0] : index)])
                                .toArray())
                : Optional.empty();
        return List.of(numbers.map(result::withNumbers).orElse(result));
    }

    private static List<Value> gatheredElements(NodeValues node) {
        node.require(
                node.input(0).rank() == node.input(1).rank() && node.input(0).rank() > 0,
                "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        node.input(0).axis(node.number("axis", 0));
        return List.of(Value.of(node.input(0).elements(), node.input(1).shape()));
    }

    private static List<Value> gatheredSlices(NodeValues node) {
        Value x = node.input(0);
        Value indices = node.input(1);
        int shared = (int) node.number("batch_dims", 0);
        node.require(
                indices.rank() > shared && x.rank() > shared, "takes tensors of the shapes " + node.shapes() + ".");
        long depth = indices.shape()[indices.rank() - 1];
        node.require(depth >= 1 && depth <= x.rank() - shared, "takes tensors of the shapes " + node.shapes() + ".");
        long[] shape = LongStream.concat(
                        Arrays.stream(indices.shape(), 0, indices.rank() - 1),
                        Arrays.stream(x.shape(), shared + (int) depth, x.rank()))
                .toArray();
        return List.of(Value.of(x.elements(), shape));
    }

    private static List<Value> sampled(NodeValues node) {
        long[] x = node.input(0).shape();
        long[] grid = node.input(1).shape();
        node.require(
                x.length == 4 && grid.length == 4 && grid[3] == 2 && grid[0] == x[0] && x[2] > 0 && x[3] > 0,
                "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        return List.of(Value.of(node.input(0).elements(), x[0], x[1], grid[1], grid[2]));
    }

    private static List<Value> oneHot(NodeValues node) {
        Value indices = node.input(0);
        long[] depth = node.input(1).wholeNumbers();
        node.require(depth.length == 1 && depth[0] > 0 && node.input(2).count() == 2, "needs a depth and two values.");
        Value larger = Value.of(indices.elements(), new long[indices.rank() + 1]);
        int axis = larger.axis(node.number("axis", -1));
        long[] shape = IntStream.rangeClosed(0, indices.rank())
                .mapToLong(i -> i == axis ? depth[0] : indices.shape()[i < axis ? i : i - 1])
                .toArray();
        return List.of(Value.of(node.input(2).elements(), shape));
    }

    private static List<Value> padded(NodeValues node) {
        Value x = node.input(0);
        long[] pads = node.list("pads", 1).orElse(new long[0]);
        long[] axes = node.has(3)
                ? node.input(3).wholeNumbers()
                : LongStream.range(0, x.rank()).toArray();
        node.require(pads.length == 2 * axes.length, "needs two pads for each axis.");
        node.require(!node.has(2) || node.input(2).count() == 1, "needs a single number to pad with.");
        boolean mirrored = List.of("reflect", "edge", "wrap").contains(node.text("mode", "constant"));
        long[] shape = x.shape().clone();
        for (int i = 0; i < axes.length; i++) {
            int axis = x.axis(axes[i]);
            long longest = mirrored ? x.shape()[axis] - 1 : Integer.MAX_VALUE;
            for (long pad : new long[] {pads[i], pads[axes.length + i]}) {
                node.require(pad == 0 || pad >= -x.shape()[axis] && pad <= longest, "pads by more than its size.");
            }
            shape[axis] += pads[i] + pads[axes.length + i];
            node.require(shape[axis] > 0, "removes everything.");
        }
        return List.of(Value.of(x.elements(), shape));
    }

    private static List<Value> resized(NodeValues node, int scalesInput, int sizesInput) {
        Value x = node.input(0);
        boolean sized =
                sizesInput > 0 && node.has(sizesInput) && node.input(sizesInput).count() > 0;
        node.require(
                !node.hasAttribute("axes")
                        && node.text("keep_aspect_ratio_policy", "stretch").equals("stretch"),
                "resizes in a way that is not supported: give the sizes or scales of all axes.");
        long[] shape;
        if (sized) {
            shape = node.input(sizesInput).wholeNumbers();
        } else {
            double[] scales = scales(node, scalesInput);
            node.require(scales.length == x.rank(), "needs a scale for each axis.");
            shape = IntStream.range(0, x.rank())
                    .mapToLong(axis -> (long) Math.floor(x.shape()[axis] * (float) scales[axis]))
                    .toArray();
        }
        node.require(
                shape.length == x.rank() && LongStream.of(shape).allMatch(length -> length > 0),
                "makes an image without pixels.");
        return List.of(Value.of(x.elements(), shape));
    }

    private static double[] scales(NodeValues node, int input) {
        if (node.has(input)) {
            node.input(input).wholeNumbers();
            return node.input(input).numbers().orElseThrow();
        }
        return Makers.attribute(node.node(), "scales")
                .map(scales -> scales.getFloatsList().stream()
                        .mapToDouble(Float::doubleValue)
                        .toArray())
                .orElse(new double[0]);
    }

    private static List<Value> tiled(NodeValues node) {
        Value x = node.input(0);
        long[] repeats = node.input(1).wholeNumbers();
        node.require(
                repeats.length == x.rank()
                        && LongStream.of(repeats).allMatch(times -> times > 0 && times <= Integer.MAX_VALUE),
                "needs a number of repetitions for each axis.");
        return List.of(Value.of(
                x.elements(),
                IntStream.range(0, x.rank())
                        .mapToLong(axis -> x.shape()[axis] * repeats[axis])
                        .toArray()));
    }
}

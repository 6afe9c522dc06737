package org.residual.onnx.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.residual.onnx.graph.TensorElements;

/** Operators with a sliding window: convolutions and pooling. */
final class WindowShapes {
    /** Batch and channels come first. */
    private static final int FIRST = 2;

    private WindowShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        List.of("Conv", "FusedConv").forEach(operator -> rules.put(operator, node -> convolution(node, 1, 2)));
        rules.put("ConvTranspose", WindowShapes::transposed);
        List.of("AveragePool", "LpPool", "MaxPool").forEach(operator -> rules.put(operator, WindowShapes::pooling));
        List.of("GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool")
                .forEach(operator -> rules.put(operator, WindowShapes::global));
        return rules;
    }

    static List<Value> convolution(NodeValues node, int weightInput, int biasInput) {
        Value x = node.input(0);
        long[] weight = node.input(weightInput).shape();
        long group = node.number("group", 1);
        node.require(
                x.rank() > FIRST
                        && weight.length == x.rank()
                        && weight[1] * group == x.shape()[1]
                        && weight[0] > 0
                        && weight[0] % group == 0,
                "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        requireBias(node, biasInput, weight[0]);
        requireWhole(node, Arrays.copyOfRange(weight, FIRST, weight.length));
        if (node.operator().equals("FusedConv") && node.has(3)) {
            node.require(false, "adds another tensor, which is not supported: import the model that was optimized.");
        }
        long[] shape = windows(node, x.shape(), Arrays.copyOfRange(weight, FIRST, weight.length));
        shape[1] = weight[0];
        return List.of(Value.of(x.elements(), shape));
    }

    private static void requireBias(NodeValues node, int input, long length) {
        if (input > 0 && node.has(input)) {
            node.require(
                    Arrays.equals(node.input(input).shape(), new long[] {length}),
                    "needs a bias for each of its " + length + " channels.");
        }
    }

    private static void requireWhole(NodeValues node, long[] kernel) {
        node.list("kernel_shape")
                .ifPresent(shape -> node.require(
                        Arrays.equals(shape, kernel), "has weights of another shape than its kernel_shape."));
    }

    static List<Value> pooling(NodeValues node) {
        Value x = node.input(0);
        long[] kernel = node.list("kernel_shape").orElse(new long[0]);
        if (node.number("channels_last", 0) != 0) {
            node.require(false, "has channels last, which is not supported: import the model that was optimized.");
        }
        node.require(
                x.rank() > FIRST && kernel.length == x.rank() - FIRST,
                "needs a kernel_shape for each axis of an image.");
        Value pooled = Value.of(x.elements(), windows(node, x.shape(), kernel));
        return List.of(pooled, pooled.as(TensorElements.INT64));
    }

    static List<Value> global(NodeValues node) {
        Value x = node.input(0);
        node.require(
                x.rank() > FIRST && node.number("channels_last", 0) == 0,
                "takes a tensor of the shapes " + node.shapes() + ".");
        long[] shape = x.shape().clone();
        Arrays.fill(shape, FIRST, shape.length, 1);
        return List.of(Value.of(x.elements(), shape));
    }

    /** As many windows as fit, in each direction. */
    private static long[] windows(NodeValues node, long[] image, long[] kernel) {
        int axes = kernel.length;
        long[] strides = spatial(node, "strides", axes, 1, axes);
        long[] dilations = spatial(node, "dilations", axes, 1, axes);
        long[] pads = spatial(node, "pads", 2 * axes, 0, axes);
        String auto = node.text("auto_pad", "NOTSET");
        boolean up = node.number("ceil_mode", 0) != 0;
        long[] shape = image.clone();
        for (int i = 0; i < axes; i++) {
            long length = image[FIRST + i];
            long window = (kernel[i] - 1) * dilations[i] + 1;
            long padded = auto.equals("NOTSET") ? length + pads[i] + pads[axes + i] : length;
            node.require(
                    auto.startsWith("SAME") || kernel[i] > 0 && window <= padded,
                    "needs a larger image: its window of " + window + " does not fit into " + padded + " pixels.");
            if (node.operator().contains("Pool")) {
                node.require(pads[i] < window && pads[axes + i] < window, "pads by more than its window.");
            }
            long count = (padded - window + (up ? strides[i] - 1 : 0)) / strides[i] + 1;
            // If rounded up, the last window must not begin after the image.
            boolean behind = up && (count - 1) * strides[i] >= length + pads[i];
            shape[FIRST + i] =
                    auto.startsWith("SAME") ? (length + strides[i] - 1) / strides[i] : count - (behind ? 1 : 0);
        }
        return shape;
    }

    private static long[] spatial(NodeValues node, String name, int length, long absent, int axes) {
        long[] values = node.list(name).orElseGet(() -> {
            long[] all = new long[length];
            Arrays.fill(all, absent);
            return all;
        });
        node.require(values.length == length, "needs " + length + " " + name + " for " + axes + " axes.");
        return values;
    }

    private static List<Value> transposed(NodeValues node) {
        Value x = node.input(0);
        long[] weight = node.input(1).shape();
        long group = node.number("group", 1);
        node.require(
                x.rank() > FIRST && weight.length == x.rank() && weight[0] == x.shape()[1] && weight[0] % group == 0,
                "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        requireBias(node, 2, weight[1] * group);
        requireWhole(node, Arrays.copyOfRange(weight, FIRST, weight.length));
        int axes = x.rank() - FIRST;
        long[] strides = spatial(node, "strides", axes, 1, axes);
        long[] dilations = spatial(node, "dilations", axes, 1, axes);
        long[] pads = spatial(node, "pads", 2 * axes, 0, axes);
        long[] further = spatial(node, "output_padding", axes, 0, axes);
        List<Long> shape = new ArrayList<>(List.of(x.shape()[0], weight[1] * group));
        for (int i = 0; i < axes; i++) {
            long window = (weight[FIRST + i] - 1) * dilations[i] + 1;
            boolean same = node.text("auto_pad", "NOTSET").startsWith("SAME");
            long length = same
                    ? x.shape()[FIRST + i] * strides[i]
                    : strides[i] * (x.shape()[FIRST + i] - 1) + further[i] + window - pads[i] - pads[axes + i];
            node.require(
                    length > 0 && further[i] < Math.max(strides[i], dilations[i]), "makes an image without pixels.");
            shape.add(length);
        }
        node.require(
                node.list("output_shape").isEmpty(), "has an output_shape, which is not supported: give pads instead.");
        return List.of(
                Value.of(x.elements(), shape.stream().mapToLong(Long::longValue).toArray()));
    }
}

package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.residual.onnx.graph.TensorElements;
import org.residual.store.file.InvalidModelException;

/** Operators on quantised numbers, with a scale and a zero point. */
final class QuantizedShapes {
    private QuantizedShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        rules.put("QuantizeLinear", QuantizedShapes::quantize);
        rules.put("DequantizeLinear", QuantizedShapes::dequantize);
        rules.put("DynamicQuantizeLinear", QuantizedShapes::dynamicallyQuantize);
        rules.put("ConvInteger", QuantizedShapes::convolution);
        rules.put("QLinearConv", QuantizedShapes::quantizedConvolution);
        rules.put("MatMulInteger", node -> product(node, 1, TensorElements.INT32, List.of(2), List.of(3)));
        rules.put(
                "MatMulIntegerToFloat",
                node -> product(node, 1, TensorElements.FLOAT, List.of(2, 4), List.of(3, 5, 6)));
        rules.put("DynamicQuantizeMatMul", node -> product(node, 1, TensorElements.FLOAT, List.of(), List.of(2, 3, 4)));
        rules.put(
                "QLinearMatMul",
                node -> product(node, 3, node.input(7).elements(), List.of(1, 2, 6, 7), List.of(4, 5)));
        rules.put("QGemm", QuantizedShapes::affine);
        List.of("QLinearAdd", "QLinearMul").forEach(operator -> rules.put(operator, QuantizedShapes::broadcasting));
        List.of("QLinearLeakyRelu", "QLinearSigmoid", "QLinearSoftmax")
                .forEach(operator -> rules.put(operator, QuantizedShapes::keeping));
        rules.put("QLinearGlobalAveragePool", node -> requiring(WindowShapes::global, node, 1, 2, 3, 4));
        rules.put("QLinearAveragePool", node -> requiring(WindowShapes::pooling, node, 1, 2, 3, 4));
        return rules;
    }

    private static List<Value> requiring(ShapeRule rule, NodeValues node, int... singles) {
        requireSingles(node, singles);
        return rule.outputs(node);
    }

    private static void requireSingles(NodeValues node, int... inputs) {
        for (int input : inputs) {
            node.require(!node.has(input) || node.input(input).count() == 1, "needs a single scale and zero point.");
        }
    }

    /** A single number, or one for each channel. */
    private static void requireScales(NodeValues node, int input, long channels) {
        boolean fits = !node.has(input)
                || node.input(input).count() == 1
                || Arrays.equals(node.input(input).shape(), new long[] {channels});
        node.require(fits, "needs a scale and a zero point for each of " + channels + " channels.");
    }

    private static void requireScales(NodeValues node) {
        Value x = node.input(0);
        node.require(node.number("block_size", 0) == 0, "is quantized in blocks, which is not supported.");
        boolean single = node.input(1).count() == 1 && node.input(1).rank() <= 1;
        if (!single) {
            int axis = x.axis(node.number("axis", 1));
            node.require(
                    Arrays.equals(node.input(1).shape(), new long[] {x.shape()[axis]}),
                    "needs a scale and a zero point for each of " + x.shape()[axis] + " channels.");
        }
        node.require(
                !node.has(2) || node.input(2).count() == node.input(1).count(), "needs as many zero points as scales.");
    }

    private static List<Value> quantize(NodeValues node) {
        requireScales(node);
        TensorElements type = node.has(2)
                ? node.input(2).elements()
                : TensorElements.of((int) node.number("output_dtype", TensorElements.UINT8.number()))
                        .orElseThrow(() -> new InvalidModelException("makes numbers of an unsupported type."));
        return List.of(node.input(0).unknown().as(type));
    }

    private static List<Value> dequantize(NodeValues node) {
        requireScales(node);
        return List.of(node.input(0).unknown().as(node.input(1).elements()));
    }

    private static List<Value> dynamicallyQuantize(NodeValues node) {
        return List.of(
                node.input(0).unknown().as(TensorElements.UINT8),
                Value.of(TensorElements.FLOAT),
                Value.of(TensorElements.UINT8));
    }

    private static List<Value> convolution(NodeValues node) {
        requireSingles(node, 2);
        requireScales(node, 3, node.input(1).rank() > 0 ? node.input(1).shape()[0] : 0);
        return List.of(WindowShapes.convolution(node, 1, -1).get(0).as(TensorElements.INT32));
    }

    private static List<Value> quantizedConvolution(NodeValues node) {
        requireSingles(node, 1, 2, 6, 7);
        long channels = node.input(3).rank() > 0 ? node.input(3).shape()[0] : 0;
        requireScales(node, 4, channels);
        requireScales(node, 5, channels);
        node.require(node.number("channels_last", 0) == 0, "has channels last, which is not supported.");
        return List.of(
                WindowShapes.convolution(node, 3, 8).get(0).as(node.input(7).elements()));
    }

    /**
     * @param singles inputs that are a single scale or zero point
     * @param columns inputs that are a single one, or one for each column of the second matrix
     */
    private static List<Value> product(
            NodeValues node, int right, TensorElements elements, List<Integer> singles, List<Integer> columns) {
        Value weights = node.input(right);
        long count = weights.rank() > 0 ? weights.shape()[weights.rank() - 1] : 0;
        singles.forEach(input -> requireSingles(node, input));
        columns.forEach(input -> requireScales(node, input, count));
        return MatrixShapes.product(node, 0, right, elements);
    }

    private static List<Value> affine(NodeValues node) {
        requireSingles(node, 1, 2, 7, 8);
        List<Value> result = MatrixShapes.affine(node, 0, 3, 6);
        requireScales(node, 4, result.get(0).shape()[1]);
        requireScales(node, 5, result.get(0).shape()[1]);
        return List.of(result.get(0).as(node.has(8) ? node.input(8).elements() : TensorElements.FLOAT));
    }

    private static List<Value> broadcasting(NodeValues node) {
        requireSingles(node, 1, 2, 4, 5, 6, 7);
        return List.of(Value.of(
                node.input(0).elements(),
                ElementwiseShapes.broadcast(
                        node, node.input(0).shape(), node.input(3).shape())));
    }

    private static List<Value> keeping(NodeValues node) {
        requireSingles(node, 1, 2, 3, 4);
        node.require(
                !node.operator().equals("QLinearSoftmax") || node.input(0).axis(node.number("axis", -1)) >= 0,
                "has no such axis.");
        return List.of(node.input(0).unknown());
    }
}

package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.residual.onnx.graph.TensorElements;

/** Matrix multiplications and normalisations. */
final class MatrixShapes {
    private static final Pattern EQUATION = Pattern.compile("[A-Za-z]+(,[A-Za-z]+)*->[A-Za-z]*");

    private MatrixShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        rules.put("MatMul", node -> product(node, 0, 1, node.input(0).elements()));
        rules.put("FusedMatMul", MatrixShapes::fusedProduct);
        List.of("Gemm", "FusedGemm").forEach(operator -> rules.put(operator, node -> affine(node, 0, 1, 2)));
        rules.put("Einsum", MatrixShapes::einsum);
        rules.put("BatchNormalization", MatrixShapes::batchNormalization);
        rules.put("InstanceNormalization", node -> perChannel(node, 2));
        rules.put("GroupNormalization", node -> perChannel(node, 0));
        List.of("LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization")
                .forEach(operator -> rules.put(operator, MatrixShapes::layerNormalization));
        rules.put("SkipLayerNormalization", MatrixShapes::skipLayerNormalization);
        return rules;
    }

    /** NumPy's matmul. */
    static List<Value> product(NodeValues node, int left, int right, TensorElements elements) {
        return List.of(Value.of(
                elements,
                product(node, node.input(left).shape(), node.input(right).shape())));
    }

    private static long[] product(NodeValues node, long[] a, long[] b) {
        String misfit = "takes tensors of the shapes " + node.shapes() + ", which do not match.";
        node.require(a.length > 0 && b.length > 0, misfit);
        long[] left = a.length == 1 ? new long[] {1, a[0]} : a;
        long[] right = b.length == 1 ? new long[] {b[0], 1} : b;
        node.require(left[left.length - 1] == right[right.length - 2] && left[left.length - 1] > 0, misfit);
        long[] outer = ElementwiseShapes.broadcast(
                node, Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
        long[] shape = Arrays.copyOf(outer, outer.length + 2);
        shape[outer.length] = left[left.length - 2];
        shape[outer.length + 1] = right[right.length - 1];
        if (b.length == 1) {
            shape = Arrays.copyOf(shape, shape.length - 1);
        }
        if (a.length == 1) {
            long last = shape[shape.length - 1];
            shape = Arrays.copyOf(shape, shape.length - 1);
            if (b.length > 1) {
                shape[shape.length - 1] = last;
            }
        }
        return shape;
    }

    private static List<Value> fusedProduct(NodeValues node) {
        node.require(
                node.number("transBatchA", 0) == 0 && node.number("transBatchB", 0) == 0,
                "transposes batches, which is not supported: import the model that was optimized.");
        long[] a = swapped(node, "transA", node.input(0).shape());
        long[] b = swapped(node, "transB", node.input(1).shape());
        return List.of(Value.of(node.input(0).elements(), product(node, a, b)));
    }

    private static long[] swapped(NodeValues node, String attribute, long[] shape) {
        long[] swapped = shape.clone();
        if (node.number(attribute, 0) != 0 && shape.length > 1) {
            swapped[shape.length - 1] = shape[shape.length - 2];
            swapped[shape.length - 2] = shape[shape.length - 1];
        }
        return swapped;
    }

    static List<Value> affine(NodeValues node, int left, int right, int bias) {
        node.require(
                node.input(left).rank() == 2 && node.input(right).rank() == 2,
                "takes tensors of the shapes " + node.shapes() + ", but needs matrices.");
        long[] a = swapped(node, "transA", node.input(left).shape());
        long[] b = swapped(node, "transB", node.input(right).shape());
        long[] shape = product(node, a, b);
        if (node.has(bias)) {
            long[] both = ElementwiseShapes.broadcast(node, node.input(bias).shape(), shape);
            node.require(Arrays.equals(both, shape), "takes a bias that does not match its output.");
        }
        return List.of(Value.of(node.input(left).elements(), shape));
    }

    private static List<Value> einsum(NodeValues node) {
        String equation = node.text("equation", "").replace(" ", "");
        node.require(EQUATION.matcher(equation).matches(), "has an equation that is not supported.");
        String[] sides = equation.split("->", 2);
        String[] terms = sides[0].split(",", -1);
        List<Value> values = node.given();
        node.require(terms.length == values.size(), "has an equation for another number of tensors.");
        Map<Integer, Long> lengths = new LinkedHashMap<>();
        for (int i = 0; i < terms.length; i++) {
            long[] shape = values.get(i).shape();
            node.require(terms[i].length() == shape.length, "has an equation for tensors of other shapes.");
            for (int axis = 0; axis < shape.length; axis++) {
                Long known = lengths.put((int) terms[i].charAt(axis), shape[axis]);
                node.require(known == null || known == shape[axis], "has an equation for tensors of other shapes.");
            }
        }
        node.require(sides[1].chars().allMatch(lengths::containsKey), "has an equation that is not supported.");
        return List.of(Value.of(
                values.get(0).elements(),
                sides[1].chars().mapToLong(lengths::get).toArray()));
    }

    private static List<Value> batchNormalization(NodeValues node) {
        perChannel(node, 4);
        return List.of(node.input(0).unknown());
    }

    /** Parameters with a number for each channel. */
    private static List<Value> perChannel(NodeValues node, int parameters) {
        Value x = node.input(0);
        node.require(x.rank() >= 2, "takes a tensor of the shape " + Arrays.toString(x.shape()) + ".");
        for (int i = 1; i <= parameters; i++) {
            node.require(
                    Arrays.equals(node.input(i).shape(), new long[] {x.shape()[1]}),
                    "needs a number for each of the " + x.shape()[1] + " channels.");
        }
        if (node.operator().equals("GroupNormalization")) {
            requireGroups(node, x.shape()[1]);
        }
        return List.of(x.unknown());
    }

    /** Up to version 20 of the operators, there is a scale for each group, later for each channel. */
    private static void requireGroups(NodeValues node, long channels) {
        long groups = node.number("num_groups", 0);
        node.require(groups > 0 && channels % groups == 0, "has groups that do not divide the channels.");
        long[] expected = {node.operators() < 21 ? groups : channels};
        node.require(
                Arrays.equals(node.input(1).shape(), expected)
                        && Arrays.equals(node.input(2).shape(), expected),
                "has scales of the wrong number.");
    }

    private static List<Value> layerNormalization(NodeValues node) {
        Value x = node.input(0);
        int axis = x.axis(node.number("axis", -1));
        long[] normalized = Arrays.copyOfRange(x.shape(), axis, x.rank());
        for (Value parameter : node.given().subList(1, node.given().size())) {
            node.require(
                    Arrays.equals(parameter.shape(), normalized),
                    "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        }
        long[] statistics = x.shape().clone();
        Arrays.fill(statistics, axis, statistics.length, 1);
        Value mean = Value.of(TensorElements.FLOAT, statistics);
        return List.of(x.unknown(), mean, mean);
    }

    private static List<Value> skipLayerNormalization(NodeValues node) {
        Value x = node.input(0);
        node.require(
                x.rank() == 3 && Arrays.equals(x.shape(), node.input(1).shape()),
                "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        for (int i = 2; i < node.inputs().size(); i++) {
            node.require(
                    !node.has(i) || Arrays.equals(node.input(i).shape(), new long[] {x.shape()[2]}),
                    "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        }
        Value mean = Value.of(TensorElements.FLOAT, x.shape()[0], x.shape()[1], 1);
        return List.of(x.unknown(), mean, mean, x.unknown());
    }
}

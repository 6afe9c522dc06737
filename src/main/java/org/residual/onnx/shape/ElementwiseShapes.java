package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.residual.onnx.graph.Makers;
import org.residual.onnx.graph.TensorElements;
import org.residual.onnx.schema.AttributeProto;
import org.residual.store.file.InvalidModelException;

/** Elementwise operators, on one or several tensors. */
final class ElementwiseShapes {
    private static final List<String> KEEPING = List.of(
            "Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh Elu Erf Exp Floor Gelu HardSigmoid",
            "HardSwish Identity LeakyRelu Log Mish Neg Not Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softplus",
            "Softsign Sqrt Swish Tan Tanh ThresholdedRelu FastGelu QuickGelu");

    private static final List<String> BROADCASTING =
            List.of("Add And BitShift BitwiseAnd BitwiseOr BitwiseXor Div Max Mean Min Mod Mul Or Pow Sub Sum Xor");

    private static final List<String> COMPARING = List.of("Equal Greater GreaterOrEqual Less LessOrEqual");

    private static final Set<String> EVALUATED = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Mod",
            "Min",
            "Max",
            "Equal",
            "Greater",
            "GreaterOrEqual",
            "Less",
            "LessOrEqual",
            "And",
            "Or");

    private ElementwiseShapes() {}

    static Map<String, ShapeRule> rules() {
        Map<String, ShapeRule> rules = new HashMap<>();
        words(KEEPING).forEach(operator -> rules.put(operator, ElementwiseShapes::keeping));
        words(BROADCASTING).forEach(operator -> rules.put(operator, ElementwiseShapes::broadcasting));
        words(COMPARING)
                .forEach(operator -> rules.put(
                        operator, node -> List.of(broadcasting(node).get(0).as(TensorElements.BOOL))));
        rules.put("IsInf", node -> List.of(node.input(0).unknown().as(TensorElements.BOOL)));
        rules.put("IsNaN", node -> List.of(node.input(0).unknown().as(TensorElements.BOOL)));
        rules.put("Where", ElementwiseShapes::where);
        rules.put("Cast", node -> List.of(cast(node.input(0), type((int) node.number("to", 0)))));
        rules.put("CastLike", node -> List.of(cast(node.input(0), node.input(1).elements())));
        rules.put("Dropout", ElementwiseShapes::dropout);
        rules.put("Clip", ElementwiseShapes::clip);
        rules.put("PRelu", ElementwiseShapes::broadcastingToFirst);
        rules.put("BiasGelu", ElementwiseShapes::broadcastingToFirst);
        List.of("Softmax", "LogSoftmax", "Hardmax", "LpNormalization")
                .forEach(operator -> rules.put(operator, ElementwiseShapes::alongAxis));
        rules.put("CumSum", ElementwiseShapes::cumulated);
        rules.put("Trilu", node -> ofRank(node, 2, Integer.MAX_VALUE));
        rules.put("EyeLike", node -> List.of(ofRank(node, 2, 2).get(0).unknown()));
        rules.put("LRN", node -> ofRank(node, 3, Integer.MAX_VALUE));
        rules.put("MeanVarianceNormalization", ElementwiseShapes::alongAxes);
        return rules;
    }

    private static List<String> words(List<String> lines) {
        return List.of(String.join(" ", lines).split(" "));
    }

    private static List<Value> keeping(NodeValues node) {
        Value value = node.input(0);
        Optional<double[]> numbers = value.numbers().flatMap(known -> SmallNumbers.of(node.operator(), known));
        return List.of(new Value(value.elements(), value.shape(), numbers));
    }

    private static List<Value> broadcasting(NodeValues node) {
        List<Value> values = node.given();
        node.require(!values.isEmpty(), "lacks an input.");
        Value result = values.get(0);
        for (Value other : values.subList(1, values.size())) {
            Value both = broadcast(node, result, other);
            boolean known = EVALUATED.contains(node.operator())
                    && values.size() == 2
                    && both.count() <= Value.MOST_NUMBERS
                    && result.numbers().isPresent()
                    && other.numbers().isPresent();
            result = known ? both.withNumbers(SmallNumbers.of(node.operator(), result, other, both)) : both;
        }
        return List.of(values.size() == 1 ? result.unknown() : result);
    }

    /** NumPy's broadcasting: a length of 1 is repeated, an absent axis has length 1. */
    private static Value broadcast(NodeValues node, Value a, Value b) {
        return Value.of(a.elements(), broadcast(node, a.shape(), b.shape()));
    }

    static long[] broadcast(NodeValues node, long[] a, long[] b) {
        long[] shape = new long[Math.max(a.length, b.length)];
        for (int i = 1; i <= shape.length; i++) {
            long left = i <= a.length ? a[a.length - i] : 1;
            long right = i <= b.length ? b[b.length - i] : 1;
            node.require(
                    left == right || left == 1 || right == 1,
                    "takes tensors of the shapes " + Arrays.toString(a) + " and " + Arrays.toString(b)
                            + ", which do not match.");
            shape[shape.length - i] = left == 1 ? right : left;
        }
        return shape;
    }

    private static List<Value> where(NodeValues node) {
        Value both = broadcast(node, node.input(1), node.input(2));
        Value result = Value.of(both.elements(), broadcast(node, node.input(0).shape(), both.shape()));
        boolean known = node.given().stream().allMatch(value -> value.numbers().isPresent())
                && result.count() <= Value.MOST_NUMBERS;
        return List.of(known ? result.withNumbers(SmallNumbers.where(node, result)) : result);
    }

    private static TensorElements type(int number) {
        return TensorElements.of(number)
                .orElseThrow(() -> new InvalidModelException("makes numbers of an unsupported type."));
    }

    private static Value cast(Value value, TensorElements to) {
        boolean whole = to == TensorElements.INT64 || to == TensorElements.INT32;
        Optional<double[]> numbers = value.numbers()
                .map(known ->
                        whole ? Arrays.stream(known).map(x -> (double) (long) x).toArray() : known);
        return new Value(to, value.shape(), to == TensorElements.BOOL ? Optional.empty() : numbers);
    }

    private static List<Value> dropout(NodeValues node) {
        Value value = node.input(0);
        return List.of(value, value.unknown().as(TensorElements.BOOL));
    }

    private static List<Value> clip(NodeValues node) {
        for (int i = 1; i < 3; i++) {
            node.require(!node.has(i) || node.input(i).count() == 1, "needs single numbers as its limits.");
        }
        return List.of(node.input(0).unknown());
    }

    private static List<Value> broadcastingToFirst(NodeValues node) {
        Value x = node.input(0);
        long[] both = broadcast(node, x.shape(), node.input(1).shape());
        node.require(
                Arrays.equals(both, x.shape())
                        && (!node.operator().equals("BiasGelu")
                                || Arrays.equals(node.input(1).shape(), new long[] {x.shape()[x.rank() - 1]})),
                "takes tensors of the shapes " + node.shapes() + ", which do not match.");
        return List.of(x.unknown());
    }

    /** Before version 13 of the operators, the axis could lie after the last one, and was the second if absent. */
    private static List<Value> alongAxis(NodeValues node) {
        Value x = node.input(0);
        x.axis(node.number("axis", node.operators() < 13 && x.rank() > 1 ? 1 : -1));
        return List.of(x.unknown());
    }

    private static List<Value> alongAxes(NodeValues node) {
        Value x = node.input(0);
        for (long axis : node.list("axes").orElse(new long[] {0, 2, 3})) {
            x.axis(axis);
        }
        return List.of(x.unknown());
    }

    private static List<Value> cumulated(NodeValues node) {
        long[] axis = node.input(1).wholeNumbers();
        node.require(axis.length == 1, "needs a single axis.");
        node.input(0).axis(axis[0]);
        return List.of(node.input(0).unknown());
    }

    private static List<Value> ofRank(NodeValues node, int least, int most) {
        Value x = node.input(0);
        node.require(
                x.rank() >= least && x.rank() <= most,
                "takes a tensor of the shape " + Arrays.toString(x.shape()) + ".");
        return List.of(x.unknown());
    }

    /** The tensor in a node's attribute of that name, if it has one. */
    static Optional<AttributeProto> tensor(NodeValues node, String name) {
        return Makers.attribute(node.node(), name).filter(AttributeProto::hasT);
    }
}

package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.residual.onnx.graph.TensorElements;
import org.residual.store.file.InvalidModelException;

/** Computes the few numbers that form shapes. */
final class SmallNumbers {
    private SmallNumbers() {}

    /**
     * @param operator with one input
     * @param numbers of the input
     * @return numbers of the output; empty if the operator is not used in shapes
     */
    static Optional<double[]> of(String operator, double[] numbers) {
        Optional<DoubleUnaryOperator> function = switch (operator) {
            case "Identity" -> Optional.of(x -> x);
            case "Abs" -> Optional.of(Math::abs);
            case "Ceil" -> Optional.of(Math::ceil);
            case "Floor" -> Optional.of(Math::floor);
            case "Neg" -> Optional.of(x -> -x);
            case "Not" -> Optional.of(x -> x == 0 ? 1 : 0);
            case "Round" -> Optional.of(Math::rint);
            case "Sqrt" -> Optional.of(Math::sqrt);
            default -> Optional.empty();
        };
        return function.map(f -> Arrays.stream(numbers).map(f).toArray());
    }

    /**
     * @param operator with two inputs
     * @param a the first, its numbers known
     * @param b the second, its numbers known
     * @param result with known shape
     * @return its numbers
     */
    static double[] of(String operator, Value a, Value b, Value result) {
        boolean whole = a.elements() != TensorElements.FLOAT && a.elements() != TensorElements.DOUBLE;
        DoubleBinaryOperator function = function(operator, whole);
        double[] left = spread(a, result);
        double[] right = spread(b, result);
        double[] numbers = new double[left.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = function.applyAsDouble(left[i], right[i]);
        }
        return numbers;
    }

    private static DoubleBinaryOperator function(String operator, boolean whole) {
        return switch (operator) {
            case "Add" -> (x, y) -> x + y;
            case "Sub" -> (x, y) -> x - y;
            case "Mul" -> (x, y) -> x * y;
            case "Div" -> (x, y) -> whole ? quotient(x, y) : x / y;
            case "Mod" -> (x, y) -> x - y * Math.floor(quotientOrNone(x, y));
            case "Min" -> Math::min;
            case "Max" -> Math::max;
            case "Equal" -> (x, y) -> x == y ? 1 : 0;
            case "Greater" -> (x, y) -> x > y ? 1 : 0;
            case "GreaterOrEqual" -> (x, y) -> x >= y ? 1 : 0;
            case "Less" -> (x, y) -> x < y ? 1 : 0;
            case "LessOrEqual" -> (x, y) -> x <= y ? 1 : 0;
            case "And" -> (x, y) -> x != 0 && y != 0 ? 1 : 0;
            case "Or" -> (x, y) -> x != 0 || y != 0 ? 1 : 0;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private static double quotient(double x, double y) {
        double quotient = quotientOrNone(x, y);
        return quotient < 0 ? Math.ceil(quotient) : Math.floor(quotient);
    }

    private static double quotientOrNone(double x, double y) {
        if (y == 0) {
            throw new InvalidModelException("divides a size by 0.");
        }
        return x / y;
    }

    /** The first input selects which of the others each number comes from. */
    static double[] where(NodeValues node, Value result) {
        double[] conditions = spread(node.input(0), result);
        double[] yes = spread(node.input(1), result);
        double[] no = spread(node.input(2), result);
        double[] numbers = new double[conditions.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = conditions[i] != 0 ? yes[i] : no[i];
        }
        return numbers;
    }

    /**
     * @param value its numbers known
     * @param result with the shape to repeat it to
     * @return its numbers at each position of that
     */
    static double[] spread(Value value, Value result) {
        double[] numbers = value.numbers().orElseThrow();
        double[] spread = new double[(int) result.count()];
        int[] index = new int[result.rank()];
        for (int i = 0; i < spread.length; i++) {
            int at = 0;
            for (int axis = 0; axis < value.rank(); axis++) {
                int length = (int) value.shape()[axis];
                at = at * length + (length == 1 ? 0 : index[axis + result.rank() - value.rank()]);
            }
            spread[i] = numbers[at];
            for (int axis = result.rank() - 1; axis >= 0 && ++index[axis] == result.shape()[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return spread;
    }
}

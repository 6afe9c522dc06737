package org.residual.onnx.shape;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.residual.onnx.graph.TensorElements;
import org.residual.store.file.InvalidModelException;

/**
 * The known properties of a value before the graph runs.
 *
 * @param elements the type of its numbers
 * @param shape its dimensions
 * @param numbers all its numbers in row-major order, if they are few and depend on shapes alone
 */
public record Value(TensorElements elements, long[] shape, Optional<double[]> numbers) {
    /** Enough for a shape, or a few of them. */
    public static final int MOST_NUMBERS = 128;

    /** A tensor with more elements does not belong to an image classifier; far below where products overflow. */
    private static final long MOST_ELEMENTS = 1L << 40;

    /** @throws InvalidModelException if it has too many elements */
    public Value {
        long count = 1;
        for (long dimension : shape) {
            if (dimension < 0 || dimension > MOST_ELEMENTS || (count *= dimension) > MOST_ELEMENTS) {
                throw new InvalidModelException("has the shape " + Arrays.toString(shape) + ", which is too large.");
            }
        }
    }

    public static Value of(TensorElements elements, long... shape) {
        return new Value(elements, shape, Optional.empty());
    }

    /** Whole numbers in one dimension. */
    static Value ofNumbers(TensorElements elements, double... numbers) {
        return new Value(elements, new long[] {numbers.length}, Optional.of(numbers));
    }

    /** The same with its numbers, if their count matches. */
    Value reshaped(long... other) {
        return new Value(elements, other, numbers);
    }

    Value withNumbers(double[] known) {
        return new Value(elements, shape, known.length <= MOST_NUMBERS ? Optional.of(known) : Optional.empty());
    }

    Value as(TensorElements other) {
        return new Value(other, shape, numbers);
    }

    /** The same without its numbers. */
    Value unknown() {
        return new Value(elements, shape, Optional.empty());
    }

    int rank() {
        return shape.length;
    }

    public long count() {
        return LongStream.of(shape).reduce(1, (a, b) -> a * b);
    }

    long bytes() {
        return elements.bytes(count());
    }

    /** An axis counted from the first; negative ones count from the end. */
    int axis(long axis) {
        if (axis < -rank() || axis >= rank()) {
            throw new InvalidModelException("has no axis " + axis + " in the shape " + Arrays.toString(shape) + ".");
        }
        return (int) (axis < 0 ? axis + rank() : axis);
    }

    /** Its numbers as integers. */
    long[] wholeNumbers() {
        return Arrays.stream(numbers.orElseThrow(() -> new InvalidModelException(
                        "takes a shape, an axis or the like that depends on the contents of an "
                                + "image, not only on its size.")))
                .mapToLong(number -> (long) number)
                .toArray();
    }
}

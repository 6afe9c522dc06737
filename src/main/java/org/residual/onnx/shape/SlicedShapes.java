package org.residual.onnx.shape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Operators that cut tensors along axes. */
final class SlicedShapes {
    private SlicedShapes() {}

    static List<Value> sliced(NodeValues node) {
        Value x = node.input(0);
        long[] starts = node.list("starts", 1).orElse(new long[0]);
        long[] ends = node.list("ends", 2).orElse(new long[0]);
        long[] axes =
                node.list("axes", 3).orElse(LongStream.range(0, starts.length).toArray());
        long[] steps = node.has(4) ? node.input(4).wholeNumbers() : ones(starts.length);
        node.require(
                starts.length == ends.length && starts.length == axes.length && starts.length == steps.length,
                "needs as many ends, axes and steps as starts.");
        Value result = x;
        for (int i = 0; i < starts.length; i++) {
            int axis = x.axis(axes[i]);
            node.require(steps[i] != 0 && steps[i] != Long.MIN_VALUE, "takes steps of 0.");
            result = cut(result, axis, starts[i], ends[i], steps[i]);
        }
        return List.of(result);
    }

    private static long[] ones(int length) {
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Value cut(Value x, int axis, long start, long end, long step) {
        long length = x.shape()[axis];
        boolean forwards = step > 0;
        long first = clamped(start, length, 0, forwards ? length : length - 1);
        long last = clamped(end, length, forwards ? 0 : -1, forwards ? length : length - 1);
        long distance = forwards ? last - first : first - last;
        long stride = Math.abs(step);
        long count = distance <= 0 ? 0 : (distance - 1) / stride + 1;
        long[] shape = x.shape().clone();
        shape[axis] = count;
        Value result = Value.of(x.elements(), shape);
        if (x.rank() != 1 || x.numbers().isEmpty()) {
            return result;
        }
        double[] numbers = new double[(int) count];
        for (int i = 0; i < count; i++) {
            numbers[i] = x.numbers().get()[(int) (first + i * step)];
        }
        return result.withNumbers(numbers);
    }

    private static long clamped(long index, long length, long least, long most) {
        return Math.max(least, Math.min(most, index < 0 ? index + length : index));
    }

    static List<Value> split(NodeValues node) {
        Value x = node.input(0);
        node.require(x.rank() > 0, "takes a tensor without axes.");
        int axis = x.axis(node.number("axis", 0));
        int count = node.node().getOutputCount();
        long length = x.shape()[axis];
        Optional<long[]> given = node.list("split", 1);
        long even = (length + count - 1) / count;
        long[] parts = given.orElseGet(() -> LongStream.range(0, count)
                .map(i -> Math.min(even, length - i * even))
                .toArray());
        node.require(
                parts.length == count
                        && LongStream.of(parts).allMatch(part -> part >= 0 && part <= length)
                        && LongStream.of(parts).sum() == length,
                "cannot be cut into these parts.");
        List<Value> values = new ArrayList<>();
        long start = 0;
        for (long part : parts) {
            values.add(cut(x, axis, start, start + part, 1));
            start += part;
        }
        return values;
    }
}

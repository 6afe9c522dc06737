package org.residual.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.StoredTensor;

/**
 * A tensor: some of a storage's elements, in some order.
 *
 * @param storage of its elements
 * @param offset of the first
 * @param sizes the dimensions
 * @param strides for each dimension, the distance of neighbours in the storage; 0 repeats an element
 */
record TensorView(Storage storage, long offset, long[] sizes, long[] strides) {
    /** PyTorch's own limit. */
    private static final int MOST_DIMENSIONS = 64;

    private static final int LEAST_ARGUMENTS = 6;

    /**
     * Creates a tensor from the arguments of {@code torch._utils._rebuild_tensor_v2}.
     *
     * @throws InvalidModelException if the tensor would reach beyond its storage, or the arguments are invalid
     */
    static Object rebuild(List<Object> arguments) {
        if (arguments.size() >= LEAST_ARGUMENTS && arguments.get(0) instanceof Inert storage) {
            return storage;
        }
        if (arguments.size() < LEAST_ARGUMENTS
                || !(arguments.get(0) instanceof Storage storage)
                || !(arguments.get(1) instanceof Long offset)) {
            throw new InvalidModelException("a tensor has other arguments than PyTorch writes.");
        }
        boolean lazy = arguments.size() > LEAST_ARGUMENTS
                && arguments.get(LEAST_ARGUMENTS) instanceof Dictionary metadata
                && !metadata.entries().isEmpty();
        if (lazy) {
            throw new InvalidModelException("a tensor is a conjugated or negated view: save it with .resolve_neg().");
        }
        TensorView view = new TensorView(storage, offset, lengths(arguments.get(2)), lengths(arguments.get(3)));
        view.requireInside();
        return view;
    }

    private static long[] lengths(Object tuple) {
        boolean lengths = tuple instanceof Tuple lengthsOf
                && lengthsOf.items().size() <= MOST_DIMENSIONS
                && lengthsOf.items().stream().allMatch(item -> item instanceof Long length && length >= 0);
        if (!lengths) {
            throw new InvalidModelException(
                    "a tensor's sizes and strides must be at most 64 whole numbers of 0 or more.");
        }
        return ((Tuple) tuple).items().stream().mapToLong(item -> (Long) item).toArray();
    }

    private void requireInside() {
        if (sizes.length != strides.length) {
            throw new InvalidModelException("a tensor has another number of dimensions than of strides.");
        }
        try {
            long last = offset;
            boolean empty = false;
            for (int i = 0; i < sizes.length; i++) {
                empty |= sizes[i] == 0;
                last = Math.addExact(last, Math.multiplyExact(Math.max(sizes[i] - 1, 0), strides[i]));
            }
            if (offset < 0 || (empty ? offset > storage.elements() : last >= storage.elements())) {
                throw new InvalidModelException("a tensor of shape " + shape() + " reaches beyond its storage of "
                        + storage.elements() + " elements.");
            }
            bytes();
        } catch (ArithmeticException e) {
            throw new InvalidModelException("a tensor of shape " + shape() + " is too large to count.", e);
        }
    }

    Shape shape() {
        return new Shape(sizes);
    }

    private long elements() {
        long elements = 1;
        for (long size : sizes) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    /** The bytes of its elements. */
    long bytes() {
        return Math.multiplyExact(elements(), storage.type().getNumOfBytes());
    }

    /**
     * @param stored the storage's bytes, as many as it has elements
     * @return the tensor: a slice of them if it is in row-major order, otherwise a copy
     */
    StoredTensor of(ByteBuffer stored) {
        int width = storage.type().getNumOfBytes();
        int length = Math.toIntExact(bytes());
        ByteBuffer data;
        if (isContiguous()) {
            data = stored.slice(Math.toIntExact(offset * width), length);
        } else {
            data = ByteBuffer.allocate(length);
            copyTo(data, stored, width);
            data.flip();
        }
        return new StoredTensor(storage.type(), shape(), data.order(ByteOrder.LITTLE_ENDIAN));
    }

    private boolean isContiguous() {
        long expected = 1;
        boolean contiguous = true;
        for (int i = sizes.length - 1; i >= 0; i--) {
            contiguous &= sizes[i] == 1 || strides[i] == expected;
            expected *= sizes[i];
        }
        return contiguous || expected == 0;
    }

    private void copyTo(ByteBuffer data, ByteBuffer stored, int width) {
        long[] index = new long[sizes.length];
        long from = offset;
        while (data.hasRemaining()) {
            data.put(data.position(), stored, Math.toIntExact(from * width), width);
            data.position(data.position() + width);
            for (int i = sizes.length - 1; i >= 0; i--) {
                from += strides[i];
                if (++index[i] < sizes[i]) {
                    break;
                }
                from -= sizes[i] * strides[i];
                index[i] = 0;
            }
        }
    }
}

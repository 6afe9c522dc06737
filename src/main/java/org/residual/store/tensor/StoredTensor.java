package org.residual.store.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;
import org.residual.store.file.InvalidModelException;

/**
 * A tensor of a safetensors file.
 *
 * @param type of the elements
 * @param shape dimensions; none for a single number
 * @param data the elements in row-major order, little-endian; from a file, this is the mapped file itself
 */
public record StoredTensor(DataType type, Shape shape, ByteBuffer data) {
    private static final Set<DataType> FLOATING = EnumSet.of(DataType.FLOAT32, DataType.FLOAT16, DataType.BFLOAT16);

    /**
     * @param array of any shape and supported type
     * @return the array's elements, copied
     */
    public static StoredTensor of(NDArray array) {
        ByteBuffer data = array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return new StoredTensor(array.getDataType(), array.getShape(), data);
    }

    /**
     * @param manager owns the result
     * @return a copy of the tensor as float32
     * @throws InvalidModelException if the elements are not F32, F16 or BF16
     */
    public NDArray toFloat32(NDManager manager) {
        // The engine uses a direct buffer in place, and the mapped file might change.
        ByteBuffer copy = manager.allocateDirect(Math.multiplyExact(Math.toIntExact(shape.size()), Float.BYTES));
        copyTo(copy);
        return manager.create(copy.rewind(), shape, DataType.FLOAT32);
    }

    /**
     * @param into receives the elements as float32, in its own byte order; has room for them
     * @throws InvalidModelException if the elements are not F32, F16 or BF16
     */
    public void copyTo(ByteBuffer into) {
        requireFloating("A tensor");
        ByteBuffer source = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        // The engine must not convert: given BF16, it ends the process.
        while (source.hasRemaining()) {
            into.putFloat(next(source));
        }
    }

    private float next(ByteBuffer source) {
        return switch (type) {
            case FLOAT16 -> Float16Utils.halfToFloat(source.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(source.getShort() << Short.SIZE);
            default -> source.getFloat();
        };
    }

    /** @return whether every element, F32, F16 or BF16, is finite */
    public boolean isFinite() {
        ByteBuffer source = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        boolean finite = true;
        while (finite && source.hasRemaining()) {
            finite = Float.isFinite(next(source));
        }
        return finite;
    }

    /** @return the tensor, F64 rounded to F32: the networks compute in float32 */
    public StoredTensor withoutDoubles() {
        if (type != DataType.FLOAT64) {
            return this;
        }
        ByteBuffer source = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer rounded = ByteBuffer.allocate(source.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (source.hasRemaining()) {
            rounded.putFloat((float) source.getDouble());
        }
        return new StoredTensor(DataType.FLOAT32, shape, rounded.flip());
    }

    /**
     * @param name of the tensor in messages
     * @throws InvalidModelException if the elements are not F32, F16 or BF16
     */
    public void requireFloating(String name) {
        if (!FLOATING.contains(type)) {
            throw new InvalidModelException(
                    name + " is of type " + type.asSafetensors() + ", but must be F32, F16 or BF16.");
        }
    }
}

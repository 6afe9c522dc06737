package org.residual.onnx.graph;

import java.util.Arrays;
import java.util.Optional;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.TensorProto.DataType;

/** The types of tensors, and the fields of their numbers if not stored as raw bytes. */
public enum TensorElements {
    FLOAT(DataType.FLOAT, 32, Field.FLOAT),
    UINT8(DataType.UINT8, 8, Field.INT32),
    INT8(DataType.INT8, 8, Field.INT32),
    UINT16(DataType.UINT16, 16, Field.INT32),
    INT16(DataType.INT16, 16, Field.INT32),
    INT32(DataType.INT32, 32, Field.INT32),
    INT64(DataType.INT64, 64, Field.INT64),
    BOOL(DataType.BOOL, 8, Field.INT32),
    FLOAT16(DataType.FLOAT16, 16, Field.INT32),
    DOUBLE(DataType.DOUBLE, 64, Field.DOUBLE),
    UINT32(DataType.UINT32, 32, Field.UINT64),
    UINT64(DataType.UINT64, 64, Field.UINT64),
    BFLOAT16(DataType.BFLOAT16, 16, Field.INT32),
    UINT4(DataType.UINT4, 4, Field.INT32),
    INT4(DataType.INT4, 4, Field.INT32);

    /** A field of the message. */
    private enum Field {
        FLOAT,
        INT32,
        INT64,
        UINT64,
        DOUBLE
    }

    private final DataType type;
    private final int bits;
    private final Field field;

    TensorElements(DataType type, int bits, Field field) {
        this.type = type;
        this.bits = bits;
        this.field = field;
    }

    /**
     * @param number in the file
     * @return the type; empty if image classifiers have no such type
     */
    public static Optional<TensorElements> of(int number) {
        return Arrays.stream(values())
                .filter(elements -> elements.type.getNumber() == number)
                .findFirst();
    }

    /** The number of the type in the file. */
    public int number() {
        return type.getNumber();
    }

    /**
     * @param count of elements
     * @return their bytes
     * @throws ArithmeticException if that overflows
     */
    public long bytes(long count) {
        return Math.addExact(Math.multiplyExact(count, (long) bits), 7) / 8;
    }

    /**
     * @param count of elements
     * @return how many numbers represent them in the field
     */
    public long numbers(long count) {
        return bits < 8 ? bytes(count) : count;
    }

    /** How many numbers a tensor has in the field for its type. */
    public long numbersIn(TensorProto tensor) {
        return switch (field) {
            case FLOAT -> tensor.getFloatDataCount();
            case INT32 -> tensor.getInt32DataCount();
            case INT64 -> tensor.getInt64DataCount();
            case UINT64 -> tensor.getUint64DataCount();
            case DOUBLE -> tensor.getDoubleDataCount();
        };
    }
}

package org.residual.onnx.shape;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.residual.onnx.graph.TensorElements;
import org.residual.onnx.schema.TensorProto;
import org.residual.store.file.InvalidModelException;

/** The constant tensors in a file, as values. */
final class ConstantValues {
    private ConstantValues() {}

    /**
     * @param tensor that has been checked
     * @return its shape, and its numbers if they are few and in the file itself
     */
    static Value of(TensorProto tensor) {
        TensorElements elements = TensorElements.of(tensor.getDataType())
                .orElseThrow(() -> new InvalidModelException("has an unsupported type."));
        long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
        Value value = Value.of(elements, shape);
        boolean few =
                value.count() <= Value.MOST_NUMBERS && tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL;
        if (!few) {
            return value;
        }
        return switch (elements) {
            case INT64, INT32, FLOAT, BOOL, DOUBLE -> value.withNumbers(numbers(tensor, elements, (int) value.count()));
            default -> value;
        };
    }

    private static double[] numbers(TensorProto tensor, TensorElements elements, int count) {
        if (!tensor.hasRawData()) {
            List<? extends Number> listed = switch (elements) {
                case INT64 -> tensor.getInt64DataList();
                case FLOAT -> tensor.getFloatDataList();
                case DOUBLE -> tensor.getDoubleDataList();
                default -> tensor.getInt32DataList();
            };
            return listed.stream().mapToDouble(Number::doubleValue).toArray();
        }
        ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return IntStream.range(0, count)
                .mapToDouble(i -> switch (elements) {
                    case INT64 -> raw.getLong();
                    case FLOAT -> raw.getFloat();
                    case DOUBLE -> raw.getDouble();
                    case BOOL -> raw.get();
                    default -> raw.getInt();
                })
                .toArray();
    }
}

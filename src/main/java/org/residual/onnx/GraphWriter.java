package org.residual.onnx;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.AttributeProto.AttributeType;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.OperatorSetIdProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.TensorProto.DataType;
import org.residual.onnx.schema.TensorShapeProto;
import org.residual.onnx.schema.TypeProto;
import org.residual.onnx.schema.ValueInfoProto;

/** Writes a graph, node by node; each has one output, whose name is returned. */
final class GraphWriter {
    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 17;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");

    /**
     * @param values in row-major order
     * @param shape none for a single number
     * @return its name
     */
    String floats(float[] values, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(DataType.FLOAT, ByteString.copyFrom(bytes), shape);
    }

    /**
     * @param values of a vector
     * @return its name
     */
    String whole(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return constant(DataType.INT64, ByteString.copyFrom(bytes), values.length);
    }

    private String constant(DataType type, ByteString bytes, long... shape) {
        String name = "c" + graph.getInitializerCount();
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(LongStream.of(shape).boxed().toList())
                .setRawData(bytes));
        return name;
    }

    /**
     * @param operator of the standard domain
     * @param inputs names of values
     * @param attributes of the operator
     * @return the output's name
     */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = "v" + graph.getNodeCount();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(Arrays.asList(attributes)));
        return output;
    }

    static AttributeProto ints(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto number(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    /**
     * @param name of the graph's input
     * @param dimensions of it: a number, or a name for what is free
     */
    void input(String name, String... dimensions) {
        graph.addInput(value(name, dimensions));
    }

    /**
     * @param output a node's, which is the graph's
     * @param dimensions of it: a number, or a name for what is free
     * @return the model
     */
    ModelProto finish(String output, String... dimensions) {
        graph.addOutput(value(output, dimensions));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto value(String name, String... dimensions) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String dimension : dimensions) {
            TensorShapeProto.Dimension.Builder added = shape.addDimBuilder();
            if (Character.isDigit(dimension.charAt(0))) {
                added.setDimValue(Long.parseLong(dimension));
            } else {
                added.setDimParam(dimension);
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }
}

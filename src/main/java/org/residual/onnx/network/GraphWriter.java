package org.residual.onnx.network;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.residual.onnx.schema.AttributeProto;
import org.residual.onnx.schema.AttributeProto.AttributeType;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.OperatorSetIdProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.TensorShapeProto;
import org.residual.onnx.schema.TensorShapeProto.Dimension;
import org.residual.onnx.schema.TypeProto;
import org.residual.onnx.schema.ValueInfoProto;

/** Writes a graph node by node. */
final class GraphWriter {
    static final String INPUT = "images";
    static final String OUTPUT = "log_probabilities";
    static final String FEATURES = "features";

    /** The axis of rows in [batch, channels, height, width]. */
    static final int HEIGHT = 2;
    /** The axis of columns. */
    static final int WIDTH = 3;

    private static final int FORMAT_VERSION = 8;
    private static final int OPERATOR_VERSION = 17;
    private static final String BATCH = "batch";

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");
    private final Map<List<Long>, String> integers = new HashMap<>();

    /**
     * @param values rounded to float32
     * @param shape with as many elements
     * @return the name of a constant
     */
    String constant(double[] values, long... shape) {
        ByteBuffer data = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            data.putFloat((float) value);
        }
        return constant(TensorProto.DataType.FLOAT, data.flip(), shape);
    }

    /** A constant of one dimension. */
    String integers(long... values) {
        return integers.computeIfAbsent(LongStream.of(values).boxed().toList(), key -> {
            ByteBuffer data = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            Arrays.stream(values).forEach(data::putLong);
            return constant(TensorProto.DataType.INT64, data.flip(), values.length);
        });
    }

    private String constant(TensorProto.DataType type, ByteBuffer data, long... shape) {
        String name = "constant" + graph.getInitializerCount();
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(LongStream.of(shape).boxed().toList())
                .setRawData(ByteString.copyFrom(data)));
        return name;
    }

    /**
     * @param operator of ONNX
     * @param inputs names of constants, of the input or of other nodes' outputs
     * @return the name of its output
     */
    String node(String operator, List<String> inputs, AttributeProto... attributes) {
        String output = "value" + graph.getNodeCount();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return output;
    }

    /** Each channel times a number, plus another, as a convolution of that channel. */
    String scaledChannels(String x, double[] factors, double[] offsets) {
        int channels = factors.length;
        return node(
                "Conv",
                List.of(x, constant(factors, channels, 1, 1, 1), constant(offsets, channels)),
                integers("kernel_shape", 1, 1),
                integer("group", channels));
    }

    String convolution(String x, Filters filters, int stride, Padding padding) {
        String weights = constant(filters.weights(), filters.out(), filters.in(), filters.height(), filters.width());
        boolean offset = Arrays.stream(filters.offsets()).anyMatch(value -> value != 0);
        List<String> inputs =
                offset ? List.of(x, weights, constant(filters.offsets(), filters.out())) : List.of(x, weights);
        return node(
                "Conv",
                inputs,
                integers("kernel_shape", filters.height(), filters.width()),
                integers("strides", stride, stride),
                integers("pads", padding.top(), padding.left(), padding.bottom(), padding.right()));
    }

    /**
     * @param start counted from the end if negative
     * @param end exclusive
     */
    String slice(String x, int start, int end, int axis) {
        return node("Slice", List.of(x, integers(start), integers(end), integers(axis)));
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto integers(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList())
                .build();
    }

    static AttributeProto decimal(String name, double value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    /**
     * From images to answers and to the features before the pooling.
     *
     * @param output the name of the last node's output, [batch, classes]
     * @param before the name of the features
     * @param channels of the features
     * @param extent of the images; any if unknown
     * @param classes how many
     */
    ModelProto network(String output, String before, int channels, Optional<Extent> extent, int classes) {
        nameLast(output, OUTPUT);
        Dimension height = extent.map(size -> fixed(size.height())).orElseGet(() -> named("height"));
        Dimension width = extent.map(size -> fixed(size.width())).orElseGet(() -> named("width"));
        graph.addInput(value(INPUT, named(BATCH), fixed(Filters.COLOURS), height, width));
        graph.addOutput(value(OUTPUT, named(BATCH), fixed(classes)));
        graph.addOutput(value(before, named(BATCH), fixed(channels), named("rows"), named("columns")));
        return model();
    }

    /**
     * From [batch, channels, rows, columns] to others of the same shape.
     *
     * @param output the name of the last node's output
     */
    ModelProto features(String output, int channels) {
        nameLast(output, FEATURES);
        graph.addInput(value(INPUT, named(BATCH), fixed(channels), named("rows"), named("columns")));
        graph.addOutput(value(FEATURES, named(BATCH), fixed(channels), named("rows"), named("columns")));
        return model();
    }

    private void nameLast(String output, String name) {
        NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
        if (!last.getOutput(0).equals(output)) {
            throw new IllegalArgumentException(output + " is not the output of the last node");
        }
        last.setOutput(0, name);
    }

    private ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(FORMAT_VERSION)
                .setProducerName("residual")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_VERSION))
                .setGraph(graph)
                .build();
    }

    private static ValueInfoProto value(String name, Dimension... dimensions) {
        TensorShapeProto shape =
                TensorShapeProto.newBuilder().addAllDim(List.of(dimensions)).build();
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static Dimension fixed(long size) {
        return Dimension.newBuilder().setDimValue(size).build();
    }

    private static Dimension named(String name) {
        return Dimension.newBuilder().setDimParam(name).build();
    }
}

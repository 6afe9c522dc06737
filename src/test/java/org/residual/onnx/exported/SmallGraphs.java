package org.residual.onnx.exported;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.ModelProto;
import org.residual.onnx.schema.OperatorSetIdProto;
import org.residual.onnx.schema.StringStringEntryProto;
import org.residual.onnx.schema.TensorProto;
import org.residual.onnx.schema.TensorShapeProto.Dimension;
import org.residual.onnx.schema.ValueInfoProto;

/** Builds graphs of a node or two. */
final class SmallGraphs {
    private SmallGraphs() {}

    /** float32 [batch, dimensions]. */
    static ValueInfoProto value(String name, long... dimensions) {
        ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
        var shape = value.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(TensorProto.DataType.FLOAT_VALUE)
                .getShapeBuilder()
                .addDim(Dimension.newBuilder().setDimParam("batch"));
        for (long dimension : dimensions) {
            shape.addDim(Dimension.newBuilder().setDimValue(dimension));
        }
        return value.build();
    }

    static StringStringEntryProto location(String file) {
        return StringStringEntryProto.newBuilder()
                .setKey("location")
                .setValue(file)
                .build();
    }

    static Path write(GraphProto graph, Path folder) throws IOException {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
        return Files.write(folder.resolve("model.onnx"), model.toByteArray());
    }
}

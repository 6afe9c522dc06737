package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.engine.GraphSignature;
import org.residual.engine.ImageBatch;
import org.residual.engine.StoredNetwork;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;

/**
 * Files of a graph are overwritten while it is served. The runtime would read mapped weights that it does not rearrange
 * in place: it would answer with the new ones, and crash if the file is truncated.
 */
class ReplacedFilesTest {
    private static final int SIDE = 16;
    private static final int CLASSES = 3 * SIDE * SIDE;
    private static final int LIKELY = 7;
    private static final float LOGIT = 10;

    @TempDir
    private Path folder;

    /** Adds to the values of an image: those of a black one become the weights. */
    private StoredNetwork.Exported sum() throws IOException {
        GraphProto graph = GraphProto.newBuilder()
                .setName("sum")
                .addInput(SmallGraphs.value("image", 3, SIDE, SIDE))
                .addInitializer(TensorProto.newBuilder()
                        .setName("weights")
                        .setDataType(TensorProto.DataType.FLOAT_VALUE)
                        .addDims(CLASSES)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(SmallGraphs.location("model.data")))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Flatten")
                        .addInput("image")
                        .addOutput("flat"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Add")
                        .addInput("flat")
                        .addInput("weights")
                        .addOutput("logits"))
                .addOutput(SmallGraphs.value("logits", CLASSES))
                .build();
        ByteBuffer weights = ByteBuffer.allocate(CLASSES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        weights.putFloat(LIKELY * Float.BYTES, LOGIT);
        Files.write(folder.resolve("model.data"), weights.array());
        return new StoredNetwork.Exported(SmallGraphs.write(graph, folder), GraphSignature.UNSAID, CLASSES);
    }

    private static void assertRight(ExportedNetwork network, int images) {
        ByteBuffer black =
                ByteBuffer.allocateDirect(ImageBatch.bytes(images, SIDE, SIDE)).order(ByteOrder.nativeOrder());
        assertThat(network.logProbabilities(new ImageBatch(black, images, SIDE, SIDE))[LIKELY])
                .isCloseTo((float) (LOGIT - Math.log(Math.exp(LOGIT) + CLASSES - 1)), within(1e-6f));
    }

    @Test
    void changeNoAnswer() throws IOException {
        StoredNetwork.Exported stored = sum();
        try (ExportedNetwork network = ExportedNetwork.of(stored, ExportedFiles.LIMITS)) {
            assertRight(network, 1);
            Files.write(folder.resolve("model.data"), new byte[CLASSES * Float.BYTES]);
            assertRight(network, 1);
            Files.write(folder.resolve("model.data"), new byte[0]);
            Files.write(stored.file(), new byte[0]);
            assertRight(network, 2);
        }
    }
}

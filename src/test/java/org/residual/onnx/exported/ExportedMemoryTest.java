package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.engine.GraphSignature;
import org.residual.engine.ImageBatch;
import org.residual.engine.StoredNetwork;
import org.residual.nn.device.NativeMemory;
import org.residual.onnx.OnnxRuntime;
import org.residual.onnx.schema.GraphProto;
import org.residual.onnx.schema.NodeProto;
import org.residual.onnx.schema.TensorProto;

/** The memory of a graph is freed with it: here a product of an image with 6 MiB of weights. */
class ExportedMemoryTest {
    private static final int LOADS = 100;
    private static final int SIDE = 16;
    private static final int VALUES = 3 * SIDE * SIDE;
    private static final int CLASSES = 2048;
    private static final int WEIGHTS = VALUES * CLASSES * Float.BYTES;
    /** The virtual machine takes memory meanwhile, too: less than a tenth of the weights per load. */
    private static final long LEFT_AT_MOST = LOADS * WEIGHTS / 10L;

    @TempDir
    private Path folder;

    private final ByteBuffer images =
            ByteBuffer.allocateDirect(ImageBatch.bytes(2, SIDE, SIDE)).order(ByteOrder.nativeOrder());

    private static TensorProto.Builder weights() {
        return TensorProto.newBuilder()
                .setName("weights")
                .setDataType(TensorProto.DataType.FLOAT_VALUE)
                .addAllDims(List.of((long) VALUES, (long) CLASSES));
    }

    private StoredNetwork.Exported product(TensorProto.Builder weights) throws IOException {
        GraphProto graph = GraphProto.newBuilder()
                .setName("product")
                .addInput(SmallGraphs.value("image", 3, SIDE, SIDE))
                .addInitializer(weights)
                .addNode(NodeProto.newBuilder()
                        .setOpType("Flatten")
                        .addInput("image")
                        .addOutput("flat"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("MatMul")
                        .addInput("flat")
                        .addInput("weights")
                        .addOutput("logits"))
                .addOutput(SmallGraphs.value("logits", CLASSES))
                .build();
        Path file = SmallGraphs.write(graph, folder);
        return new StoredNetwork.Exported(file, GraphSignature.UNSAID, CLASSES);
    }

    private static long allocated() {
        return NativeMemory.allocatedBytes().orElseThrow();
    }

    private void loadRunAndUnload(StoredNetwork.Exported product) throws IOException {
        try (ExportedNetwork network = ExportedNetwork.of(product, ExportedFiles.LIMITS)) {
            assertThat(network.logProbabilities(new ImageBatch(images, 2, SIDE, SIDE)))
                    .hasSize(2 * CLASSES);
        }
    }

    private void assertFlat(StoredNetwork.Exported product) throws IOException {
        assumeTrue(NativeMemory.allocatedBytes().isPresent());
        new OnnxRuntime().start();
        loadRunAndUnload(product);
        long before = allocated();
        for (int i = 0; i < LOADS; i++) {
            loadRunAndUnload(product);
        }
        assertThat(allocated() - before).isLessThan(LEFT_AT_MOST);
    }

    @Test
    void isFlatOverAHundredLoads() throws IOException {
        assertFlat(product(weights().setRawData(ByteString.copyFrom(new byte[WEIGHTS]))));
    }

    @Test
    void isFlatOverAHundredLoadsOfWeightsBesideTheFile() throws IOException {
        Files.write(folder.resolve("model.data"), new byte[WEIGHTS]);
        assertFlat(product(weights()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(SmallGraphs.location("model.data"))));
    }
}

package org.residual.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import org.residual.evidence.MapGrid;

/** The features of a batch, outside Java's heap like the activations of networks. */
public final class FeatureBuffer implements AutoCloseable {
    private final NativeBuffer memory;
    private final long[] shape;

    /**
     * @param images how many
     * @param channels of an image
     * @param grid of a channel
     */
    public FeatureBuffer(int images, int channels, MapGrid grid) {
        this.shape = new long[] {images, channels, grid.height(), grid.width()};
        long values = Math.multiplyExact((long) images * channels, grid.positions());
        this.memory = NativeBuffer.of(Math.toIntExact(Float.BYTES * values));
    }

    /** A view, to be closed before this buffer. */
    OnnxTensor tensor() throws OrtException {
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), memory.bytes().asFloatBuffer(), shape);
    }

    /** A view of one image, [channels, height, width]; not to be used after this is closed. */
    public FloatBuffer image(int index) {
        FloatBuffer all = memory.bytes().asFloatBuffer();
        int each = all.capacity() / Math.toIntExact(shape[0]);
        return all.slice(index * each, each);
    }

    @Override
    public void close() {
        memory.close();
    }
}

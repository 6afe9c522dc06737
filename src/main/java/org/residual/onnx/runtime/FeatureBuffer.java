package org.residual.onnx.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import org.residual.evidence.MapGrid;

/** Features of a batch, outside of Java's heap as the activations of networks are, which they are some of. */
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

    /** In place, to be closed before this is. */
    OnnxTensor tensor() throws OrtException {
        return OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), memory.bytes().asFloatBuffer(), shape);
    }

    /** Those of one image, [channels, height, width]; not to be used once this is closed. */
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

package org.residual.onnx.runtime;

import java.nio.FloatBuffer;
import org.residual.engine.Weights;
import org.residual.evidence.OutputLayer;
import org.residual.nn.NetworkConfiguration;

/** An output layer outside Java's heap, like the weights of networks. */
public final class NativeOutputLayer implements OutputLayer, AutoCloseable {
    private final int channels;
    private final NativeBuffer weights;
    private final NativeBuffer biases;

    /**
     * @param network with this output layer
     * @param values its parameters
     */
    public NativeOutputLayer(NetworkConfiguration network, Weights values) {
        this.channels = network.channels().get(network.stages());
        this.weights = NativeBuffer.of(Math.toIntExact(bytes(network) - biasBytes(network)));
        this.biases = NativeBuffer.of(biasBytes(network));
        try {
            values.copy("out.weight", weights.bytes());
            values.copy("out.bias", biases.bytes());
        } catch (Throwable e) {
            // Also errors: a mapped file may be truncated while it is read.
            close();
            throw e;
        }
    }

    /** Its memory. */
    public static long bytes(NetworkConfiguration network) {
        return (long) biasBytes(network) * (1 + network.channels().get(network.stages()));
    }

    private static int biasBytes(NetworkConfiguration network) {
        return Float.BYTES * network.classes();
    }

    @Override
    public float[] weights(int index) {
        float[] row = new float[channels];
        floats(weights).get(index * channels, row);
        return row;
    }

    @Override
    public float bias(int index) {
        return floats(biases).get(index);
    }

    private static FloatBuffer floats(NativeBuffer buffer) {
        return buffer.bytes().asFloatBuffer();
    }

    @Override
    public void close() {
        weights.close();
        biases.close();
    }
}

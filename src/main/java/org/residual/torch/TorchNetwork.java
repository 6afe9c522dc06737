package org.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.residual.engine.ExplainedAnswer;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.evidence.Contributions;
import org.residual.evidence.Evidence;
import org.residual.evidence.MapGrid;
import org.residual.evidence.Pooling;
import org.residual.nn.Network;
import org.residual.nn.device.ComputeDevice;

/** A network of DJL blocks with its parameters on a device. */
public final class TorchNetwork implements PreparedNetwork {
    private final Network network;
    private final ComputeDevice device;
    private final NDManager memory;
    private final Contributions contributions;

    TorchNetwork(Network network, ComputeDevice device, NDManager memory) {
        this.network = network;
        this.device = device;
        this.memory = memory;
        boolean mean = network.configuration().architecture().poolsMean();
        this.contributions = new Contributions(mean ? Pooling.MEAN : Pooling.MAX, new TorchOutputLayer(network));
    }

    /**
     * @return the blocks, prepared for inference
     */
    public Network blocks() {
        return network;
    }

    @Override
    public float[] logProbabilities(ImageBatch images) {
        try (NDManager scope = device.newManager()) {
            return network.forward(new ParameterStore(scope, false), new NDList(input(images, scope)), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    /** The engine uses a direct buffer in place, or copies it to a GPU. */
    private static NDArray input(ImageBatch images, NDManager scope) {
        Shape shape = new Shape(images.images(), ImageBatch.CHANNELS, images.height(), images.width());
        return scope.create(images.values(), shape, DataType.FLOAT32);
    }

    @Override
    public boolean hasEvidence() {
        return true;
    }

    @Override
    public MapGrid evidenceGrid(int height, int width) {
        return MapGrid.halved(network.configuration().stages(), height, width);
    }

    @Override
    public ExplainedAnswer explained(ImageBatch images, int[] classes) {
        MapGrid grid = evidenceGrid(images.height(), images.width());
        try (NDManager scope = device.newManager()) {
            NDList answer = network.withFeatures(new ParameterStore(scope, false), input(images, scope));
            float[] logProbabilities = answer.get(0).toFloatArray();
            int each = logProbabilities.length / images.images();
            List<Evidence> evidence = new ArrayList<>(images.images());
            for (int i = 0; i < images.images(); i++) {
                float[] row = Arrays.copyOfRange(logProbabilities, i * each, (i + 1) * each);
                evidence.add(contributions.of(values(answer.get(1).get(i)), grid, row, classes[i]));
            }
            return new ExplainedAnswer(logProbabilities, evidence);
        }
    }

    /** From [channels, height, width] in any layout. */
    private static FloatBuffer values(NDArray features) {
        return FloatBuffer.wrap(features.flatten().toFloatArray());
    }

    @Override
    public void close() {
        memory.close();
    }
}

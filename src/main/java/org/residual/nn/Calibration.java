package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import org.residual.nn.layer.ChannelMoments;

/**
 * Fixed statistics of given images: the means and standard deviations that the layers of a network would use if all
 * these images were one batch. With training images, they let a network that was trained with the statistics of batches
 * process a single image as it would in a batch.
 *
 * <p>The layers are calibrated one after another, since the input of a layer depends on the statistics of those before
 * it. For each layer the images pass through all layers before it again: the time grows with the square of the number
 * of layers, the memory does not grow.
 */
public final class Calibration {
    private Calibration() {}

    /**
     * @param network its parameters set, of any statistics
     * @param images for the statistics; together they must give each layer at least two values per channel
     * @param manager owns the result's parameters
     * @return the same network with {@link Statistics#FIXED}, frozen; the given one can be closed
     * @throws InputTooSmallException if a layer sees fewer than two values per channel
     * @throws IOException if the images cannot be read
     */
    public static Network calibrated(Network network, ImageBatches images, NDManager manager) throws IOException {
        Network fixed =
                NetworkConversion.configured(network, network.configuration().with(Statistics.FIXED), manager);
        for (int i = 0; i < fixed.layers().size(); i++) {
            int index = i;
            BnLayer layer = fixed.layers().get(index);
            ChannelMoments moments = new ChannelMoments(layer.channels());
            images.forEach(manager, batch -> {
                ParameterStore parameters = new ParameterStore(batch.getManager(), false);
                try (NDArray activations = fixed.activations(parameters, batch, index)) {
                    moments.add(activations);
                }
            });
            if (moments.values() < 2) {
                throw new InputTooSmallException("A layer sees " + moments.values() + " value(s) per channel in all"
                        + " images together, but a standard deviation needs at least 2: use more or larger images.");
            }
            layer.keep(moments);
        }
        return fixed;
    }
}

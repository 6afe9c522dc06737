package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.function.Consumer;

/** Images in batches that can be iterated any number of times, so that they need not fit into memory. */
@FunctionalInterface
public interface ImageBatches {
    /**
     * Iterates over all images, always the same ones.
     *
     * @param manager parent of the batches' own managers
     * @param each receives the batches, [batch, 3, height, width], float32, as the network's input; the images of a
     *     batch have one size, and it is freed afterwards
     * @throws IOException if the images cannot be read
     */
    void forEach(NDManager manager, Consumer<NDArray> each) throws IOException;
}

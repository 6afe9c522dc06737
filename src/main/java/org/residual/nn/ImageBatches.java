package org.residual.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.function.Consumer;

/** Images that one can go through any number of times, a batch after the other, so that they need not fit into memory. */
@FunctionalInterface
public interface ImageBatches {
    /**
     * Goes through all images, always the same ones.
     *
     * @param manager parent of the batches' own managers
     * @param each is given the batches, [batch, 3, height, width], float32, as the network sees them; the images of a
     *     batch have one size, and it is freed afterwards
     * @throws IOException if the images cannot be read
     */
    void forEach(NDManager manager, Consumer<NDArray> each) throws IOException;
}

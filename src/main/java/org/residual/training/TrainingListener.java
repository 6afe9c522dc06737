package org.residual.training;

import java.io.IOException;

/** Is told how a training goes. */
interface TrainingListener {

    /**
     * @param epoch from 1
     * @param seen images that this epoch has seen
     * @param all images of an epoch
     */
    default void stepEnded(int epoch, int seen, int all) {
        // Most want to know of epochs alone.
    }

    /**
     * @param state after the epoch
     * @throws IOException if what is to be written cannot be
     */
    void epochEnded(TrainingState state) throws IOException;
}

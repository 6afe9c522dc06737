package org.residual.training;

import java.io.IOException;

/** Receives the progress of a training. */
interface TrainingListener {

    /**
     * @param epoch from 1
     * @param seen images that this epoch has seen
     * @param all images of an epoch
     */
    default void stepEnded(int epoch, int seen, int all) {
        // Most listeners need only epochs.
    }

    /**
     * @param state after the epoch
     * @throws IOException if the listener cannot write
     */
    void epochEnded(TrainingState state) throws IOException;
}

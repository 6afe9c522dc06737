package org.residual.nn;

/** Over what a {@link BnLayer} takes the mean and the standard deviation of a channel. */
public enum Statistics {
    /** Over the height and width of each image alone: an image's prediction depends on that image only. */
    IMAGE,
    /** Over all images of the batch, as the notebook's formula has it. */
    BATCH,
    /**
     * Over nothing of the input: a layer keeps its {@code means} and {@code stds} among its parameters, see {@link
     * Calibration}. An image's prediction depends on that image only.
     */
    FIXED
}

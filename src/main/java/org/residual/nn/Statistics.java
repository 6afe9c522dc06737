package org.residual.nn;

/** The values from which a {@link BnLayer} takes the mean and the standard deviation of a channel. */
public enum Statistics {
    /** The height and width of each image alone: an image's prediction depends on that image only. */
    IMAGE,
    /** All images of the batch, as in the notebook's formula. */
    BATCH,
    /**
     * Fixed, independent of the input: a layer keeps its {@code means} and {@code stds} among its parameters, see
     * {@link Calibration}. An image's prediction depends on that image only.
     */
    FIXED
}

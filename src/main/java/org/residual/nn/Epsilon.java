package org.residual.nn;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/**
 * A small number that some add before they divide by the standard deviation. The notebook's formula has none.
 *
 * @param value 0 or more; 0 stands for none
 * @param addedTo what it is added to
 */
public record Epsilon(double value, AddedTo addedTo) {
    /** As in the notebook's formula. */
    public static final Epsilon NONE = new Epsilon(0, AddedTo.STD);

    /** Larger ones change what a network is, and are most likely a mistake. */
    private static final double LARGEST = 1;

    /** Where an epsilon goes. */
    public enum AddedTo {
        /** {@code (x - mean) / (std + epsilon)}. */
        STD,
        /** {@code (x - mean) / sqrt(variance + epsilon)}. */
        VARIANCE
    }

    /**
     * @throws IllegalArgumentException if the value is out of its range
     */
    public Epsilon {
        Objects.requireNonNull(addedTo, "addedTo");
        if (!(value >= 0 && value <= LARGEST)) {
            throw new IllegalArgumentException("epsilon must be at least 0 and at most 1, but is " + value + ".");
        }
        // Nothing is nothing, wherever it is added.
        addedTo = value == 0 ? AddedTo.STD : addedTo;
    }

    /** What to divide by, of a standard deviation. */
    NDArray divisor(NDArray std) {
        if (value == 0) {
            return std;
        }
        return addedTo == AddedTo.VARIANCE ? std.square().add(value).sqrt() : std.add(value);
    }

    /**
     * @param std a standard deviation
     * @return what to divide by
     */
    public double divisor(double std) {
        return addedTo == AddedTo.VARIANCE ? Math.sqrt(std * std + value) : std + value;
    }
}

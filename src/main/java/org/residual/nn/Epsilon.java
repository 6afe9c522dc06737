package org.residual.nn;

import ai.djl.ndarray.NDArray;
import java.util.Objects;

/**
 * A small number that is added before dividing by the standard deviation. The notebook's formula has none.
 *
 * @param value 0 or more; 0 stands for none
 * @param addedTo where it is added
 */
public record Epsilon(double value, AddedTo addedTo) {
    /** As in the notebook's formula. */
    public static final Epsilon NONE = new Epsilon(0, AddedTo.STD);

    /** Larger values change the network's function, and are most likely a mistake. */
    private static final double LARGEST = 1;

    /** Where an epsilon is added. */
    public enum AddedTo {
        /** {@code (x - mean) / (std + epsilon)}. */
        STD,
        /** {@code (x - mean) / sqrt(variance + epsilon)}. */
        VARIANCE
    }

    /** @throws IllegalArgumentException if the value is out of range */
    public Epsilon {
        Objects.requireNonNull(addedTo, "addedTo");
        if (!(value >= 0 && value <= LARGEST)) {
            throw new IllegalArgumentException("epsilon must be at least 0 and at most 1, but is " + value + ".");
        }
        // Without a value, the place does not matter.
        addedTo = value == 0 ? AddedTo.STD : addedTo;
    }

    /** The divisor for a standard deviation. */
    NDArray divisor(NDArray std) {
        if (value == 0) {
            return std;
        }
        return addedTo == AddedTo.VARIANCE ? std.square().add(value).sqrt() : std.add(value);
    }

    /**
     * @param std a standard deviation
     * @return the divisor
     */
    public double divisor(double std) {
        return addedTo == AddedTo.VARIANCE ? Math.sqrt(std * std + value) : std + value;
    }
}

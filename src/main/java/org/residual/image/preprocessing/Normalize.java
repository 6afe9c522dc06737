package org.residual.image.preprocessing;

import java.util.List;

/**
 * Subtracts a mean and divides by a standard deviation, per channel, as torchvision's {@code Normalize} does.
 *
 * @param mean of red, green and blue, in the units of the scaled values
 * @param std likewise; none is 0
 */
public record Normalize(List<Double> mean, List<Double> std) {
    public Normalize {
        mean = checked("mean", mean);
        std = checked("std", std);
        // Checked as the float that is the divisor, not the double that was written.
        if (std.stream().anyMatch(value -> value.floatValue() == 0)) {
            throw new IllegalArgumentException("std must not be 0, since it is a divisor: " + std + ".");
        }
    }

    private static List<Double> checked(String name, List<Double> values) {
        if (values == null || values.size() != 3) {
            throw new IllegalArgumentException(
                    name + " must be three numbers, for red, green and blue, not " + values + ".");
        }
        if (values.stream().anyMatch(value -> value == null || !Float.isFinite(value.floatValue()))) {
            throw new IllegalArgumentException(name + " must be finite numbers, not " + values + ".");
        }
        return List.copyOf(values);
    }

    float[] apply(int channel, float[] values) {
        float subtracted = mean.get(channel).floatValue();
        float divisor = std.get(channel).floatValue();
        float[] normalized = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            normalized[i] = (values[i] - subtracted) / divisor;
        }
        return normalized;
    }
}

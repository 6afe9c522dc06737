package org.residual.inference.predictor;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.residual.nn.device.ComputeDevice;

/**
 * The devices of the predictors, and their limits.
 *
 * @param predictors the device of each predictor, at least one
 * @param limits of batches and of waiting requests
 */
public record Placement(List<ComputeDevice> predictors, BatchLimits limits) {
    /** Copies the list. */
    public Placement {
        predictors = List.copyOf(predictors);
    }

    /**
     * @param count number of predictors
     * @param devices assigned round-robin, at least one
     * @param limits of batches and of waiting requests
     * @return predictors on these devices
     */
    public static Placement roundRobin(int count, List<ComputeDevice> devices, BatchLimits limits) {
        return new Placement(
                IntStream.range(0, count)
                        .mapToObj(i -> devices.get(i % devices.size()))
                        .toList(),
                limits);
    }

    /**
     * @return how many predictors there are on each device, by its name
     */
    public Map<String, Integer> predictorsByDevice() {
        Map<String, Integer> counts = new TreeMap<>();
        predictors.forEach(device -> counts.merge(device.name(), 1, Integer::sum));
        return counts;
    }

    /** @return the devices that have a predictor, without duplicates */
    public List<ComputeDevice> devices() {
        return predictors.stream().distinct().toList();
    }
}

package org.residual;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who runs the networks.
 *
 * @param count number of predictors, a thread each; null stands for the number of processors
 * @param queueCapacity how many requests may wait for a predictor
 * @param largestBatch how many images a predictor runs at once at most
 */
public record PredictorProperties(
        @Min(1) @Max(1024) Integer count,
        @Min(1) @Max(100_000) @DefaultValue("64") int queueCapacity,
        @Min(1) @Max(256) @DefaultValue("16") int largestBatch) {
    /** Fills in what depends on the machine. */
    public PredictorProperties {
        count = count == null ? Runtime.getRuntime().availableProcessors() : count;
    }
}

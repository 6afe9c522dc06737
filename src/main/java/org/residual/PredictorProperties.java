package org.residual;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.residual.inference.BatchLimits;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Who runs the networks.
 *
 * @param count number of predictors, a thread each; null stands for the number of processors
 * @param batch how images are gathered into batches
 * @param queue what may wait for a predictor
 * @param drainTime how long accepted requests get to finish when the service is stopped
 * @param stuckAfter how long a batch may take before its predictor counts as stuck, and the service as not alive
 */
public record PredictorProperties(
        @Min(1) @Max(1024) Integer count,
        @Valid @NotNull @DefaultValue Batch batch,
        @Valid @NotNull @DefaultValue Queue queue,
        @DurationMin(seconds = 0) @DefaultValue("30s") Duration drainTime,
        @DurationMin(seconds = 1) @DefaultValue("60s") Duration stuckAfter) {
    /** Fills in what depends on the machine. */
    public PredictorProperties {
        count = count == null ? Runtime.getRuntime().availableProcessors() : count;
    }

    /**
     * @param images the most images that a predictor runs at once
     * @param pixels the most pixels that it runs at once; a single image may have more
     * @param delay how long a free predictor waits for a batch to fill while others are busy
     */
    public record Batch(
            @Min(1) @Max(256) @DefaultValue("16") int images,
            @Min(1) @DefaultValue("65536") long pixels,

            @DurationMin(seconds = 0) @DurationMax(seconds = 1) @DefaultValue("0ms")
            Duration delay) {}

    /**
     * @param images the most images that wait for a version of a model
     * @param bytes the most bytes that those take, decoded and preprocessed
     */
    public record Queue(
            @Min(1) @Max(100_000) @DefaultValue("64") int images,
            @NotNull @DefaultValue("256MB") DataSize bytes) {}

    BatchLimits limits() {
        return new BatchLimits(
                batch.images(),
                batch.pixels(),
                batch.delay(),
                queue.images(),
                queue.bytes().toBytes());
    }
}

package org.residual.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.residual.engine.EngineChoice;
import org.residual.inference.predictor.BatchLimits;
import org.residual.inference.predictor.DeviceChoice;
import org.residual.inference.predictor.DeviceChoice.IfMissing;
import org.residual.inference.predictor.Placement;
import org.residual.nn.device.ComputeDevice;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The predictors.
 *
 * @param device of the predictors: {@code auto}, {@code cpu}, {@code gpu} or such as {@code gpu:0,1}
 * @param engine of the networks: {@code auto}, {@code onnxruntime} or {@code pytorch}
 * @param count number of predictors on the CPU, a thread each; null stands for the number of CPUs
 * @param batch limits of batches
 * @param gpu different values for GPUs
 * @param queue limits of concurrent requests
 * @param drainTime how long accepted requests may take to finish when the service is stopping
 * @param stuckAfter how long a batch may take before it is given up and its predictor replaced
 */
public record PredictorProperties(
        @NotNull @DefaultValue("auto") DeviceChoice device,
        @NotNull @DefaultValue("auto") EngineChoice engine,
        @Min(1) @Max(1024) Integer count,
        @Valid @NotNull @DefaultValue Batch batch,
        @Valid @NotNull @DefaultValue Gpu gpu,
        @Valid @NotNull @DefaultValue Queue queue,
        @DurationMin(seconds = 0) @DefaultValue("30s") Duration drainTime,
        @DurationMin(seconds = 1) @DefaultValue("60s") Duration stuckAfter) {
    /** Fills in the values that depend on the machine. */
    public PredictorProperties {
        count = count == null ? Runtime.getRuntime().availableProcessors() : count;
    }

    /**
     * @param images most images that a predictor runs at once
     * @param pixels most pixels that it runs at once; a single image may have more
     * @param delay how long a free predictor waits for a batch to fill while others are busy
     */
    public record Batch(
            @Min(1) @Max(256) @DefaultValue("16") int images,
            @Min(1) @DefaultValue("65536") long pixels,

            @DurationMin(seconds = 0) @DurationMax(seconds = 1) @DefaultValue("0ms")
            Duration delay) {}

    /**
     * @param ifMissing what to do if a requested GPU is missing
     * @param predictors number of predictors on each GPU
     * @param batch limits of batches
     * @param queue limits of concurrent requests
     */
    public record Gpu(
            @NotNull @DefaultValue("fall-back") IfMissing ifMissing,
            @Min(1) @Max(64) @DefaultValue("1") int predictors,
            @Valid @NotNull @DefaultValue GpuBatch batch,
            @Valid @NotNull @DefaultValue GpuQueue queue) {}

    /**
     * @param images most images that a predictor runs at once
     * @param pixels most pixels that it runs at once; a single image may have more
     */
    public record GpuBatch(
            @Min(1) @Max(256) @DefaultValue("64") int images,
            @Min(1) @DefaultValue("1048576") long pixels) {}

    /** @param requests most requests for a version of a model that are received and answered at a time */
    public record GpuQueue(
            @Min(1) @Max(100_000) @DefaultValue("512") int requests) {}

    /** @param requests most requests for a version of a model that are received and answered at a time */
    public record Queue(
            @Min(1) @Max(100_000) @DefaultValue("64") int requests) {}

    /** The devices of the predictors, given the GPUs that are present. */
    public Placement placement(List<ComputeDevice> gpus) {
        List<ComputeDevice> devices = device.among(gpus, gpu.ifMissing());
        return devices.contains(ComputeDevice.CPU)
                ? Placement.roundRobin(count, devices, limits(batch.images(), batch.pixels(), queue.requests()))
                : Placement.roundRobin(
                        gpu.predictors() * devices.size(),
                        devices,
                        limits(
                                gpu.batch().images(),
                                gpu.batch().pixels(),
                                gpu.queue().requests()));
    }

    private BatchLimits limits(int images, long pixels, int requests) {
        return new BatchLimits(images, pixels, batch.delay(), requests);
    }
}

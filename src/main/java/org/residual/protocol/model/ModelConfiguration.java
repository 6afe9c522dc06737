package org.residual.protocol.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's configuration, as in Triton's extension for model configurations.
 *
 * @param name of the model
 * @param platform the engine and its format
 * @param backend that engine
 * @param maxBatchSize most images in a request, the first dimension of each tensor, which {@code dims} omit
 * @param input its input tensor
 * @param output its output tensor
 * @param instanceGroup the predictors, which all models share
 * @param dynamicBatching how images of several requests share a batch; null if they never do
 * @param parameters other properties, by name
 */
public record ModelConfiguration(
        String name,
        String platform,
        String backend,
        int maxBatchSize,
        List<Input> input,
        List<Output> output,
        List<InstanceGroup> instanceGroup,
        @Nullable DynamicBatching dynamicBatching,
        Map<String, Parameter> parameters) {

    /**
     * @param dataType such as {@code TYPE_UINT8}
     * @param format {@code FORMAT_NCHW}
     * @param dims sizes, -1 for any
     */
    public record Input(String name, String dataType, String format, List<Long> dims) {}

    /**
     * @param dataType such as {@code TYPE_FP32}
     * @param dims sizes
     * @param labelFilename the file with the labels; null if there are none
     */
    public record Output(
            String name,
            String dataType,
            List<Long> dims,
            @Nullable String labelFilename) {}

    /**
     * @param name of a device
     * @param kind {@code KIND_CPU} or {@code KIND_GPU}
     * @param count predictors on it
     * @param gpus its index; null for the CPU
     */
    public record InstanceGroup(
            String name, String kind, int count, @Nullable List<Integer> gpus) {}

    /**
     * @param preferredBatchSize most images in a batch
     * @param maxQueueDelayMicroseconds how long a free predictor may wait for more images while others are busy
     * @param defaultQueuePolicy of all requests
     */
    public record DynamicBatching(
            List<Integer> preferredBatchSize, long maxQueueDelayMicroseconds, QueuePolicy defaultQueuePolicy) {}

    /** @param maxQueueSize most waiting requests; 0 for any number */
    public record QueuePolicy(int maxQueueSize) {
        /** The queue is limited by time, not by number. */
        public static final QueuePolicy UNLIMITED = new QueuePolicy(0);
    }

    /** @param stringValue the value */
    public record Parameter(String stringValue) {}
}

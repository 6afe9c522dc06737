package org.residual.protocol.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Triton's extension for model configurations tells of a model.
 *
 * @param name of the model
 * @param platform the engine that computes it, and what it is written as
 * @param backend that engine
 * @param maxBatchSize the most images of a request; they are the first dimension of each tensor, which {@code dims} leave
 *     out
 * @param input the tensor it takes
 * @param output the tensor it gives
 * @param instanceGroup the predictors, which all models share
 * @param dynamicBatching how images of several requests share a batch; null if they never do
 * @param parameters what else there is to tell, by name
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
     * @param dims sizes, -1 for one that may be any
     */
    public record Input(String name, String dataType, String format, List<Long> dims) {}

    /**
     * @param dataType such as {@code TYPE_FP32}
     * @param dims sizes
     * @param labelFilename the file with the names of the classes; null if they have none
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
     * @param gpus its number; null if it is no GPU
     */
    public record InstanceGroup(
            String name, String kind, int count, @Nullable List<Integer> gpus) {}

    /**
     * @param preferredBatchSize the most images of a batch
     * @param maxQueueDelayMicroseconds how long a free predictor may wait for more images while others are busy
     * @param defaultQueuePolicy of all requests
     */
    public record DynamicBatching(
            List<Integer> preferredBatchSize, long maxQueueDelayMicroseconds, QueuePolicy defaultQueuePolicy) {}

    /**
     * @param maxQueueSize the most requests that wait; 0 for any number
     */
    public record QueuePolicy(int maxQueueSize) {
        /** Room is time, not a number. */
        public static final QueuePolicy UNLIMITED = new QueuePolicy(0);
    }

    /**
     * @param stringValue what it says
     */
    public record Parameter(String stringValue) {}
}

package org.residual.grpc;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.grpc.messages.DataType;
import org.residual.grpc.messages.InferBatchStatistics;
import org.residual.grpc.messages.InferStatistics;
import org.residual.grpc.messages.ModelConfig;
import org.residual.grpc.messages.ModelConfigResponse;
import org.residual.grpc.messages.ModelDynamicBatching;
import org.residual.grpc.messages.ModelInput;
import org.residual.grpc.messages.ModelInstanceGroup;
import org.residual.grpc.messages.ModelMetadataResponse;
import org.residual.grpc.messages.ModelOutput;
import org.residual.grpc.messages.ModelParameter;
import org.residual.grpc.messages.ModelQueuePolicy;
import org.residual.grpc.messages.ModelStatisticsResponse;
import org.residual.grpc.messages.RepositoryIndexResponse;
import org.residual.grpc.messages.RepositoryIndexResponse.ModelIndex;
import org.residual.grpc.messages.StatisticDuration;
import org.residual.protocol.model.ModelConfiguration;
import org.residual.protocol.model.ModelConfiguration.DynamicBatching;
import org.residual.protocol.model.ModelConfiguration.InstanceGroup;
import org.residual.protocol.model.ModelMetadata;
import org.residual.protocol.model.ModelStatistics;
import org.residual.protocol.model.ModelStatistics.BatchStatistics;
import org.residual.protocol.model.ModelStatistics.InferenceStatistics;
import org.residual.protocol.model.RepositoryEntry;
import org.residual.protocol.tensor.TensorMetadata;

/** Converts the protocol's descriptions of models to gRPC's messages, in which an empty text stands for none. */
final class ModelMessages {
    private ModelMessages() {}

    static ModelMetadataResponse metadata(ModelMetadata metadata) {
        return ModelMetadataResponse.newBuilder()
                .setName(metadata.name())
                .addAllVersions(metadata.versions())
                .setPlatform(metadata.platform())
                .addAllInputs(tensors(metadata.inputs()))
                .addAllOutputs(tensors(metadata.outputs()))
                .build();
    }

    private static List<ModelMetadataResponse.TensorMetadata> tensors(List<TensorMetadata> tensors) {
        return tensors.stream()
                .map(tensor -> ModelMetadataResponse.TensorMetadata.newBuilder()
                        .setName(tensor.name())
                        .setDatatype(tensor.datatype())
                        .addAllShape(tensor.shape())
                        .build())
                .toList();
    }

    static ModelConfigResponse configuration(ModelConfiguration configuration) {
        ModelConfig.Builder message = ModelConfig.newBuilder()
                .setName(configuration.name())
                .setPlatform(configuration.platform())
                .setBackend(configuration.backend())
                .setMaxBatchSize(configuration.maxBatchSize());
        configuration.input().forEach(input -> message.addInput(input(input)));
        configuration.output().forEach(output -> message.addOutput(output(output)));
        configuration.instanceGroup().forEach(group -> message.addInstanceGroup(group(group)));
        if (configuration.dynamicBatching() != null) {
            message.setDynamicBatching(batching(configuration.dynamicBatching()));
        }
        configuration
                .parameters()
                .forEach((name, parameter) -> message.putParameters(
                        name,
                        ModelParameter.newBuilder()
                                .setStringValue(parameter.stringValue())
                                .build()));
        return ModelConfigResponse.newBuilder().setConfig(message).build();
    }

    private static ModelInput.Builder input(ModelConfiguration.Input input) {
        return ModelInput.newBuilder()
                .setName(input.name())
                .setDataType(DataType.valueOf(input.dataType()))
                .setFormat(ModelInput.Format.valueOf(input.format()))
                .addAllDims(input.dims());
    }

    private static ModelOutput.Builder output(ModelConfiguration.Output output) {
        return ModelOutput.newBuilder()
                .setName(output.name())
                .setDataType(DataType.valueOf(output.dataType()))
                .addAllDims(output.dims())
                .setLabelFilename(textOf(output.labelFilename()));
    }

    private static ModelInstanceGroup.Builder group(InstanceGroup group) {
        return ModelInstanceGroup.newBuilder()
                .setName(group.name())
                .setKind(ModelInstanceGroup.Kind.valueOf(group.kind()))
                .setCount(group.count())
                .addAllGpus(group.gpus() == null ? List.of() : group.gpus());
    }

    private static ModelDynamicBatching.Builder batching(DynamicBatching batching) {
        return ModelDynamicBatching.newBuilder()
                .addAllPreferredBatchSize(batching.preferredBatchSize())
                .setMaxQueueDelayMicroseconds(batching.maxQueueDelayMicroseconds())
                .setDefaultQueuePolicy(ModelQueuePolicy.newBuilder()
                        .setMaxQueueSize(batching.defaultQueuePolicy().maxQueueSize()));
    }

    private static String textOf(@Nullable String text) {
        return text == null ? "" : text;
    }

    static ModelStatisticsResponse statistics(List<ModelStatistics> statistics) {
        ModelStatisticsResponse.Builder message = ModelStatisticsResponse.newBuilder();
        for (ModelStatistics version : statistics) {
            message.addModelStats(org.residual.grpc.messages.ModelStatistics.newBuilder()
                    .setName(version.name())
                    .setVersion(version.version())
                    .setLastInference(version.lastInference())
                    .setInferenceCount(version.inferenceCount())
                    .setExecutionCount(version.executionCount())
                    .setInferenceStats(inference(version.inferenceStats()))
                    .addAllBatchStats(version.batchStats().stream()
                            .map(ModelMessages::batch)
                            .toList()));
        }
        return message.build();
    }

    private static InferStatistics.Builder inference(InferenceStatistics statistics) {
        return InferStatistics.newBuilder()
                .setSuccess(duration(statistics.success()))
                .setFail(duration(statistics.fail()))
                .setQueue(duration(statistics.queue()))
                .setComputeInput(duration(statistics.computeInput()))
                .setComputeInfer(duration(statistics.computeInfer()))
                .setComputeOutput(duration(statistics.computeOutput()))
                .setCacheHit(duration(statistics.cacheHit()))
                .setCacheMiss(duration(statistics.cacheMiss()));
    }

    private static InferBatchStatistics batch(BatchStatistics statistics) {
        return InferBatchStatistics.newBuilder()
                .setBatchSize(statistics.batchSize())
                .setComputeInput(duration(statistics.computeInput()))
                .setComputeInfer(duration(statistics.computeInfer()))
                .setComputeOutput(duration(statistics.computeOutput()))
                .build();
    }

    private static StatisticDuration.Builder duration(ModelStatistics.StatisticDuration duration) {
        return StatisticDuration.newBuilder().setCount(duration.count()).setNs(duration.ns());
    }

    static RepositoryIndexResponse index(List<RepositoryEntry> entries) {
        RepositoryIndexResponse.Builder message = RepositoryIndexResponse.newBuilder();
        entries.forEach(entry -> message.addModels(ModelIndex.newBuilder()
                .setName(entry.name())
                .setVersion(textOf(entry.version()))
                .setState(entry.state())
                .setReason(entry.reason())));
        return message.build();
    }
}

package org.residual.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.model.ServingStatistics;
import org.residual.inference.predictor.BatchLimits;
import org.residual.inference.predictor.Placement;
import org.residual.protocol.model.ModelConfiguration;
import org.residual.protocol.model.ModelConfiguration.DynamicBatching;
import org.residual.protocol.model.ModelConfiguration.InstanceGroup;
import org.residual.protocol.model.ModelConfiguration.Parameter;
import org.residual.protocol.model.ModelConfiguration.QueuePolicy;
import org.residual.protocol.model.ModelMetadata;
import org.residual.protocol.model.ModelStatistics;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;

/** Describes models: their tensors, configuration and statistics. */
public final class ModelReports {
    private static final String GPU = "gpu:";

    private final ModelResolver models;
    private final ServingStatistics statistics;
    private final Placement placement;
    private final int mostImages;

    /**
     * @param models to describe
     * @param statistics of their versions
     * @param placement of the predictors
     * @param mostImages most images in a request
     */
    public ModelReports(ModelResolver models, ServingStatistics statistics, Placement placement, int mostImages) {
        this.models = models;
        this.statistics = statistics;
        this.placement = placement;
        this.mostImages = mostImages;
    }

    /**
     * @param name of a model
     * @param number of a version; null stands for the one that answers by default
     * @return its tensors
     * @throws org.residual.inference.model.ModelUnavailableException if there is no such model or version, or it is not
     *     ready
     */
    public ModelMetadata metadata(String name, @Nullable Long number) {
        Model model = models.model(name);
        ReadyVersion version = models.ready(name, number);
        ModelSignature signature = new ModelSignature(version);
        return new ModelMetadata(
                name,
                model.ready().map(each -> Long.toString(each.number())).toList(),
                platform(version),
                List.of(signature.input()),
                List.of(signature.output()),
                Map.of(ModelSignature.FURTHER_OUTPUTS, signature.furtherOutputs()));
    }

    private static String platform(ReadyVersion version) {
        return backend(version) + "_"
                + version.descriptor().architecture().name().toLowerCase(Locale.ROOT);
    }

    /** With several engines on several devices, the first by name. */
    private static String backend(ReadyVersion version) {
        return version.engines().values().stream().sorted().findFirst().orElseThrow();
    }

    /**
     * @param name of a model
     * @param number of a version; null stands for the one that answers by default
     * @return its configuration
     * @throws org.residual.inference.model.ModelUnavailableException if there is no such model or version, or it is not
     *     ready
     */
    public ModelConfiguration configuration(String name, @Nullable Long number) {
        ReadyVersion version = models.ready(name, number);
        ModelSignature signature = new ModelSignature(version);
        return new ModelConfiguration(
                name,
                platform(version),
                backend(version),
                mostImages,
                List.of(signature.configuredInput()),
                List.of(signature.configuredOutput()),
                instanceGroups(),
                version.descriptor().batchesByRequest() ? null : dynamicBatching(placement.limits()),
                Map.of(
                        ModelSignature.IMAGE + "." + ModelSignature.DATATYPES,
                        new Parameter(String.join(",", ModelSignature.IMAGE_DATATYPES)),
                        ModelSignature.FURTHER_OUTPUTS,
                        new Parameter(String.join(",", signature.furtherOutputs()))));
    }

    private static DynamicBatching dynamicBatching(BatchLimits limits) {
        return new DynamicBatching(
                List.of(limits.images()),
                TimeUnit.NANOSECONDS.toMicros(limits.delay().toNanos()),
                QueuePolicy.UNLIMITED);
    }

    private List<InstanceGroup> instanceGroups() {
        return placement.predictorsByDevice().entrySet().stream()
                .map(device -> instanceGroup(device.getKey(), device.getValue()))
                .toList();
    }

    private static InstanceGroup instanceGroup(String device, int count) {
        return device.startsWith(GPU)
                ? new InstanceGroup(
                        device, "KIND_GPU", count, List.of(Integer.parseInt(device.substring(GPU.length()))))
                : new InstanceGroup(device, "KIND_CPU", count, null);
    }

    /**
     * @param name of a model; null stands for all
     * @param number of a version; null stands for all that are ready
     * @return their statistics
     * @throws org.residual.inference.model.ModelUnavailableException if there is no such model or version, or it is not
     *     ready
     */
    public List<ModelStatistics> statistics(@Nullable String name, @Nullable Long number) {
        Stream<ReadyVersion> versions = name == null
                ? models.all().stream().flatMap(Model::ready)
                : number == null ? models.model(name).ready() : Stream.of(models.ready(name, number));
        return versions.map(version -> ModelStatistics.of(version, statistics.of(version)))
                .toList();
    }
}

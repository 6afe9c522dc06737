package org.residual.web.predict;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.Statistics;
import org.residual.store.descriptor.ModelArchitecture;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;
import org.residual.store.version.VersionState;

/**
 * The description of a model.
 *
 * @param name as in URLs
 * @param servingVersion the version that answers requests that name none; absent if none is ready
 * @param versions all versions, by number
 */
record ModelDescription(String name, @Nullable Long servingVersion, List<VersionDescription> versions) {

    /**
     * A version; if it is not ready, only its number, state and reason are present.
     *
     * @param version its number
     * @param state whether it answers
     * @param reason why it does not answer
     * @param rejectedUpdate why its changed files were not picked up
     * @param engines the engine on each device
     * @param inputSize height and width of the network's input; absent if it is the image's own
     * @param labels names of the classes in their order; absent if it has none
     */
    record VersionDescription(
            long version,
            VersionState state,
            @Nullable String reason,
            @Nullable String rejectedUpdate,
            @Nullable ModelArchitecture architecture,
            @Nullable List<Integer> channels,
            @Nullable Integer classes,
            @Nullable Statistics statistics,
            @Nullable Map<String, String> engines,
            @Nullable Size inputSize,
            @Nullable Preprocessing preprocessing,
            @Nullable List<String> labels,
            @Nullable KnownAnswerDescription knownAnswer) {}

    /**
     * @param reproduced whether this machine reproduced the known answer
     * @param largestError largest difference of a log-probability, over all batch sizes
     * @param tolerance largest allowed difference
     */
    record KnownAnswerDescription(boolean reproduced, double largestError, double tolerance) {}

    static ModelDescription of(Model model) {
        return new ModelDescription(
                model.name(),
                model.serving().map(ReadyVersion::number).orElse(null),
                model.versions().values().stream()
                        .map(version -> of(version, model))
                        .toList());
    }

    private static VersionDescription of(Version version, Model model) {
        return version.ready().map(ready -> of(ready, model)).orElseGet(() -> notReady(version));
    }

    private static VersionDescription of(ReadyVersion ready, Model model) {
        ModelDescriptor descriptor = ready.descriptor();
        return new VersionDescription(
                ready.number(),
                ready.state(),
                null,
                model.rejectedUpdates().get(ready.number()),
                descriptor.architecture(),
                descriptor.channels(),
                descriptor.classes(),
                descriptor.statistics(),
                engines(ready),
                descriptor.preprocessing().outputSize().orElse(null),
                descriptor.preprocessing(),
                ready.labels().isEmpty() ? null : ready.labels(),
                new KnownAnswerDescription(true, ready.knownAnswerError(), descriptor.tolerance()));
    }

    private static Map<String, String> engines(ReadyVersion ready) {
        Map<String, String> engines = new TreeMap<>();
        ready.engines().forEach((device, engine) -> engines.put(device.name(), engine));
        return engines;
    }

    private static VersionDescription notReady(Version version) {
        return new VersionDescription(
                version.number(),
                version.state(),
                version.failure().orElse(null),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}

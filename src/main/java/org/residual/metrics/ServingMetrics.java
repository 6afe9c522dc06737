package org.residual.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.model.ServingStatistics;
import org.residual.inference.model.VersionStatistics;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestListener;
import org.residual.inference.request.RequestTimeline;
import org.residual.store.version.ReadyVersion;

/** Counts and times requests, images and predictions, by version. */
public final class ServingMetrics implements InferenceListener, RequestListener, ServingStatistics {
    private static final List<String> OUTCOMES_OF_NO_VERSION = List.of("internal", "model-not-ready", "memory-full");

    private final MeterRegistry registry;
    private final Map<ReadyVersion, VersionMeters> versions = new ConcurrentHashMap<>();
    private final RequestCounters unanswered;

    /**
     * @param registry gets the meters
     */
    public ServingMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.unanswered = new RequestCounters(registry, Tags.of("model", "", "version", ""), OUTCOMES_OF_NO_VERSION);
    }

    private VersionMeters metersOf(ReadyVersion version) {
        return versions.computeIfAbsent(version, added -> new VersionMeters(registry, added));
    }

    /** Drops the meters of all other versions, so that removed ones leave nothing behind. */
    void retain(Collection<ReadyVersion> held) {
        held.forEach(this::metersOf);
        versions.keySet().stream().filter(version -> !held.contains(version)).forEach(gone -> {
            VersionMeters meters = versions.remove(gone);
            // The same files, loaded again, continue the same series.
            if (meters != null && held.stream().noneMatch(meters::areOf)) {
                meters.remove();
            }
        });
    }

    @Override
    public void ended(RequestTimeline timeline, String outcome) {
        timeline.version()
                .ifPresentOrElse(
                        version -> metersOf(version).record(timeline, outcome), () -> unanswered.count(outcome));
    }

    @Override
    public VersionStatistics of(ReadyVersion version) {
        VersionMeters meters = versions.get(version);
        return meters == null ? VersionStatistics.NONE : meters.statistics();
    }

    @Override
    public void decoded(ReadyVersion version) {
        metersOf(version).decoded();
    }

    @Override
    public void refused(ReadyVersion version, Reason reason) {
        metersOf(version).refused(reason);
    }

    @Override
    public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {
        metersOf(version).predicted(predictions, inNetwork);
    }
}

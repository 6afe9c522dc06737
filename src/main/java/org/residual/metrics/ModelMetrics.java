package org.residual.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge.Row;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.residual.inference.admission.Admission;
import org.residual.inference.predictor.PredictorPool;
import org.residual.metrics.VersionGauge.Held;
import org.residual.store.ModelStore;
import org.residual.store.file.KnownAnswerDeviation;
import org.residual.store.version.VersionState;

/** The states of the models, and their queues. */
public final class ModelMetrics {
    private static final String SECONDS = "seconds";
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final WholeScrapes scrapes;
    private final ModelStore store;
    private final ServingMetrics serving;
    private final List<VersionGauge> gauges;

    /**
     * @param registry gets the meters
     * @param scrapes wait while the meters change
     * @param store of the models
     * @param predictors run them
     * @param admission holds requests back
     * @param serving has meters for each version that serves
     */
    public ModelMetrics(
            MeterRegistry registry,
            WholeScrapes scrapes,
            ModelStore store,
            PredictorPool predictors,
            Admission admission,
            ServingMetrics serving) {
        this.scrapes = scrapes;
        this.store = store;
        this.serving = serving;
        this.gauges = Stream.of(states(registry), knownAnswers(registry), queues(registry, predictors, admission))
                .flatMap(List::stream)
                .toList();
        store.whenChanged(this::update);
        update();
    }

    private static List<VersionGauge> states(MeterRegistry registry) {
        return List.of(
                new VersionGauge(
                        registry,
                        "residual.model.state",
                        null,
                        "1 for the current state of a version",
                        ModelMetrics::states),
                new VersionGauge(
                        registry,
                        "residual.model.load.duration",
                        SECONDS,
                        "How long loading and checking a version took",
                        held -> held.ifReady(ready -> ready.loadTime().toNanos() / NANOS)),
                new VersionGauge(
                        registry,
                        "residual.model.engine",
                        null,
                        "1 for the engine of a version on a device",
                        ModelMetrics::engines),
                new VersionGauge(
                        registry,
                        "residual.model.rejected.update",
                        null,
                        "1 if a version's files were changed and do not reproduce their known answer",
                        held -> held.ifReady(
                                ready -> held.model().rejectedUpdates().containsKey(ready.number()) ? 1 : 0)));
    }

    private static List<VersionGauge> knownAnswers(MeterRegistry registry) {
        return List.of(
                new VersionGauge(
                        registry,
                        "residual.model.known.answer.error",
                        null,
                        "Largest error of a log-probability of the known answer",
                        held -> held.deviation(KnownAnswerDeviation::largestError)),
                new VersionGauge(
                        registry,
                        "residual.model.known.answer.tolerance",
                        null,
                        "Largest allowed error of a log-probability of the known answer",
                        held -> held.deviation(KnownAnswerDeviation::tolerance)));
    }

    private static List<VersionGauge> queues(MeterRegistry registry, PredictorPool predictors, Admission admission) {
        return List.of(
                new VersionGauge(
                        registry,
                        "residual.queue.images",
                        null,
                        "Images that are queued or being decoded, and requests that wait unread",
                        held -> held.ifReady(ready -> predictors.queuedImages(ready) + admission.waiting(ready))),
                new VersionGauge(
                        registry,
                        "residual.queue.expected.wait",
                        SECONDS,
                        "Expected wait of a request that arrives now",
                        held -> held.ifReady(
                                ready -> seconds(predictors.expectedWait(ready), admission.expectedWait(ready)))),
                new VersionGauge(
                        registry,
                        "residual.queue.oldest.age",
                        SECONDS,
                        "How long the oldest queued image has waited",
                        held -> held.ifReady(
                                ready -> predictors.oldestWait(ready).toNanos() / NANOS)));
    }

    /** The second, if present, covers the first. */
    private static double seconds(Duration predictors, Duration outside) {
        return Math.max(predictors.toNanos(), outside.toNanos()) / NANOS;
    }

    private static Stream<Row<?>> states(Held held) {
        VersionState is = held.version().state();
        return Stream.of(VersionState.values())
                .map(state ->
                        Row.of(held.tags().and("state", state.name().toLowerCase(Locale.ROOT)), state == is ? 1 : 0));
    }

    private static Stream<Row<?>> engines(Held held) {
        return held.version().ready().stream()
                .flatMap(ready -> ready.engines().entrySet().stream())
                .map(engine ->
                        Row.of(held.tags().and("device", engine.getKey().name(), "engine", engine.getValue()), 1));
    }

    /** One at a time: the first update may coincide with a change of the store. */
    private synchronized void update() {
        List<Held> versions = store.models().stream()
                .flatMap(model -> model.versions().values().stream().map(version -> new Held(model, version)))
                .toList();
        scrapes.change(() -> show(versions));
    }

    private void show(List<Held> versions) {
        serving.retain(versions.stream()
                .flatMap(held -> held.version().ready().stream())
                .toList());
        gauges.forEach(gauge -> gauge.show(versions));
    }
}

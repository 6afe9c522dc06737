package org.residual.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.inference.admission.Admission;
import org.residual.inference.predictor.PredictorPool;
import org.residual.store.ModelStore;
import org.residual.store.file.KnownAnswerDeviation;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.LoadingVersion;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.UnloadedVersion;
import org.residual.store.version.Version;

/** How the models are, and what waits for them. */
public final class ModelMetrics {
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final WholeScrapes scrapes;
    private final ModelStore store;
    private final ServingMetrics serving;
    private final List<Rows> gauges;

    /** A gauge with a row for each version that has something to tell by it. */
    private record Rows(MultiGauge gauge, Function<Held, Stream<Row<?>>> rows) {}

    /** A version and whose it is. */
    private record Held(Model model, Version version) {
        Tags tags() {
            return Tags.of("model", model.name(), "version", Long.toString(version.number()));
        }

        State state() {
            return version instanceof ReadyVersion
                    ? State.READY
                    : version instanceof LoadingVersion
                            ? State.LOADING
                            : version instanceof UnloadedVersion ? State.UNLOADED : State.FAILED;
        }

        Stream<Row<?>> ifReady(ToDoubleFunction<ReadyVersion> value) {
            return version instanceof ReadyVersion ready ? Stream.of(Row.of(tags(), ready, value)) : Stream.empty();
        }

        Stream<Row<?>> deviation(ToDoubleFunction<KnownAnswerDeviation> value) {
            Stream<KnownAnswerDeviation> deviation = version instanceof ReadyVersion ready
                    ? Stream.of(ready.deviation())
                    : version instanceof FailedVersion failed ? failed.deviation().stream() : Stream.empty();
            return deviation.map(of -> Row.of(tags(), value.applyAsDouble(of)));
        }
    }

    private enum State {
        READY,
        LOADING,
        FAILED,
        UNLOADED
    }

    /**
     * @param registry gets the meters
     * @param scrapes wait while the meters change
     * @param store whose models they are
     * @param predictors run them
     * @param admission has requests wait for them
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
        this.gauges = List.of(
                rows(
                        registry,
                        "residual.model.state",
                        null,
                        "1 for the state that a version is in",
                        ModelMetrics::states),
                rows(
                        registry,
                        "residual.model.load.duration",
                        "seconds",
                        "How long it took to load and check it",
                        held -> held.ifReady(ready -> ready.loadTime().toNanos() / NANOS)),
                rows(
                        registry,
                        "residual.model.known.answer.error",
                        null,
                        "By how much a log-probability of the known answer was off at most",
                        held -> held.deviation(KnownAnswerDeviation::largestError)),
                rows(
                        registry,
                        "residual.model.known.answer.tolerance",
                        null,
                        "By how much it may be off",
                        held -> held.deviation(KnownAnswerDeviation::tolerance)),
                rows(
                        registry,
                        "residual.model.engine",
                        null,
                        "1 for the engine that computes a version on a device",
                        ModelMetrics::engines),
                rows(
                        registry,
                        "residual.model.rejected.update",
                        null,
                        "1 if files were changed and do not give their known answer",
                        held -> held.ifReady(
                                ready -> held.model().rejectedUpdates().containsKey(ready.number()) ? 1 : 0)),
                rows(
                        registry,
                        "residual.queue.images",
                        null,
                        "Images that wait for a predictor or are decoded, and requests that wait to be received",
                        held -> held.ifReady(ready -> predictors.queuedImages(ready) + admission.waiting(ready))),
                rows(
                        registry,
                        "residual.queue.expected.wait",
                        "seconds",
                        "How long a request that comes now is expected to wait",
                        held -> held.ifReady(
                                ready -> seconds(predictors.expectedWait(ready), admission.expectedWait(ready)))),
                rows(
                        registry,
                        "residual.queue.oldest.age",
                        "seconds",
                        "How long the oldest of them has waited",
                        held -> held.ifReady(
                                ready -> predictors.oldestWait(ready).toNanos() / NANOS)));
        store.whenChanged(this::update);
        update();
    }

    /** The second, where there is one, covers the first. */
    private static double seconds(Duration predictors, Duration outside) {
        return Math.max(predictors.toNanos(), outside.toNanos()) / NANOS;
    }

    private static Rows rows(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            Function<Held, Stream<Row<?>>> rows) {
        return new Rows(
                MultiGauge.builder(name).baseUnit(unit).description(description).register(registry), rows);
    }

    private static Stream<Row<?>> states(Held held) {
        return Stream.of(State.values())
                .map(state -> Row.of(
                        held.tags().and("state", state.name().toLowerCase(Locale.ROOT)),
                        state == held.state() ? 1 : 0));
    }

    private static Stream<Row<?>> engines(Held held) {
        return held.version() instanceof ReadyVersion ready
                ? ready.engines().entrySet().stream()
                        .map(engine -> Row.of(
                                held.tags().and("device", engine.getKey().name(), "engine", engine.getValue()), 1))
                : Stream.empty();
    }

    /** One at a time: the first update may meet a change of the store. */
    private synchronized void update() {
        List<Held> versions = store.models().stream()
                .flatMap(model -> model.versions().values().stream().map(version -> new Held(model, version)))
                .toList();
        scrapes.change(() -> show(versions));
    }

    private void show(List<Held> versions) {
        serving.retain(versions.stream()
                .map(Held::version)
                .filter(ReadyVersion.class::isInstance)
                .map(ReadyVersion.class::cast)
                .toList());
        for (Rows rows : gauges) {
            List<Row<?>> all = new ArrayList<>();
            versions.forEach(held -> rows.rows().apply(held).forEach(all::add));
            rows.gauge().register(all, true);
        }
    }
}

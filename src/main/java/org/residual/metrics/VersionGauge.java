package org.residual.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.KnownAnswerDeviation;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;

/** A gauge with a row for each version that has a value. */
final class VersionGauge {
    private final MultiGauge gauge;
    private final Function<Held, Stream<Row<?>>> rows;

    /** A version and its model. */
    record Held(Model model, Version version) {
        Tags tags() {
            return Tags.of("model", model.name(), "version", Long.toString(version.number()));
        }

        /** A row, if the version is ready. */
        Stream<Row<?>> ifReady(ToDoubleFunction<ReadyVersion> value) {
            return version.ready().stream().map(ready -> Row.of(tags(), ready, value));
        }

        /** A row, if the version's known answer was compared. */
        Stream<Row<?>> deviation(ToDoubleFunction<KnownAnswerDeviation> value) {
            return version.deviation().stream().map(deviation -> Row.of(tags(), value.applyAsDouble(deviation)));
        }
    }

    /**
     * @param registry gets the gauge
     * @param unit of its values; null if they have none
     * @param rows of a version
     */
    VersionGauge(
            MeterRegistry registry,
            String name,
            @Nullable String unit,
            String description,
            Function<Held, Stream<Row<?>>> rows) {
        this.gauge =
                MultiGauge.builder(name).baseUnit(unit).description(description).register(registry);
        this.rows = rows;
    }

    /** Sets rows for these versions, and for no others. */
    void show(List<Held> versions) {
        gauge.register(versions.stream().<Row<?>>flatMap(rows).toList(), true);
    }
}

package org.residual.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.model.VersionStatistics;
import org.residual.inference.model.VersionStatistics.Total;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.store.version.ReadyVersion;

/** The meters of one version of a model. */
final class VersionMeters {
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);
    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128};

    /** Further classes are counted together, so that a model with a thousand does not create a thousand series. */
    private static final int COUNTED_CLASSES = 32;

    private static final List<String> OUTCOMES =
            List.of(RequestCounters.OK, "internal", "queue-full", "memory-full", "deadline-exceeded");

    private final MeterRegistry registry;
    private final String model;
    private final long version;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();

    private final RequestCounters requests;
    private final Timer duration;
    private final Map<Part, Timer> parts = new EnumMap<>(Part.class);
    private final Counter decoded;
    private final Map<Reason, Counter> refused = new EnumMap<>(Reason.class);
    private final DistributionSummary batch;
    private final DistributionSummary surprise;
    private final List<Counter> classes;
    private final LongAdder failedNanos = new LongAdder();
    /** Up to the largest batch. */
    private final Map<Integer, Total> bySize = new ConcurrentHashMap<>();

    private volatile long lastBatchMillis;

    VersionMeters(MeterRegistry registry, ReadyVersion version) {
        this.registry = registry;
        this.model = version.model();
        this.version = version.number();
        this.tags = Tags.of("model", model, "version", Long.toString(version.number()));
        this.requests = new RequestCounters(registry, tags, OUTCOMES);
        this.duration = timer(
                "residual.request.duration",
                "Duration of an answered request, from its first byte to the last byte of the answer",
                tags);
        for (Part part : Part.values()) {
            parts.put(
                    part,
                    timer(
                            "residual.request.part.duration",
                            "Duration of each part of an answered request; the parts add up to the total",
                            tags.and("part", name(part))));
        }
        this.decoded = counter("residual.images.decoded", "Images decoded and preprocessed", tags);
        for (Reason reason : Reason.values()) {
            refused.put(
                    reason,
                    counter("residual.images.refused", "Images refused, by reason", tags.and("reason", name(reason))));
        }
        this.batch = kept(DistributionSummary.builder("residual.batch.images")
                .description("Images in a batch")
                .serviceLevelObjectives(BATCHES)
                .tags(tags)
                .register(registry));
        this.surprise = kept(DistributionSummary.builder("residual.prediction.surprise.nats")
                .description("Negative log-probability of the predicted class; 0 is certain")
                .tags(tags)
                .register(registry));
        this.classes = classCounters(version);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Timer timer(String name, String description, Tags of) {
        return kept(Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .tags(of)
                .register(registry));
    }

    private Counter counter(String name, String description, Tags of) {
        return kept(Counter.builder(name).description(description).tags(of).register(registry));
    }

    private <M extends Meter> M kept(M meter) {
        meters.add(meter);
        return meter;
    }

    private List<Counter> classCounters(ReadyVersion served) {
        int all = served.descriptor().classes();
        int own = all > COUNTED_CLASSES ? COUNTED_CLASSES - 1 : all;
        List<Counter> counters = new ArrayList<>();
        IntStream.range(0, own).forEach(index -> counters.add(classCounter(Integer.toString(index))));
        if (own < all) {
            counters.add(classCounter("other"));
        }
        return List.copyOf(counters);
    }

    private Counter classCounter(String index) {
        return counter(
                "residual.predictions",
                "Predictions by class; the class other stands for all after the first " + (COUNTED_CLASSES - 1)
                        + " of a model with more than " + COUNTED_CLASSES,
                tags.and("class", index));
    }

    /** Whether they still count for that version. */
    boolean areOf(ReadyVersion other) {
        return other.model().equals(model) && other.number() == version;
    }

    void record(RequestTimeline timeline, String outcome) {
        requests.count(outcome);
        if (!outcome.equals(RequestCounters.OK)) {
            failedNanos.add(timeline.total().toNanos());
        }
        if (timeline.isComplete()) {
            parts.forEach((part, timer) -> timer.record(timeline.duration(part)));
            duration.record(timeline.total());
        }
    }

    void decoded() {
        decoded.increment();
    }

    void refused(Reason reason) {
        Objects.requireNonNull(refused.get(reason), "every reason has a counter")
                .increment();
    }

    void predicted(List<Prediction> predictions, Duration inNetwork) {
        lastBatchMillis = System.currentTimeMillis();
        bySize.merge(predictions.size(), new Total(1, inNetwork.toNanos()), Total::plus);
        batch.record(predictions.size());
        for (Prediction prediction : predictions) {
            classes.get(Math.min(prediction.argmax(), classes.size() - 1)).increment();
            surprise.record(-prediction.logProbabilities()[prediction.argmax()]);
        }
    }

    VersionStatistics statistics() {
        Map<Part, Total> times = new EnumMap<>(Part.class);
        parts.forEach((part, timer) -> times.put(part, new Total(timer.count(), nanos(timer))));
        return new VersionStatistics(
                lastBatchMillis,
                Math.round(batch.totalAmount()),
                batch.count(),
                bySize,
                new Total(requests.answered(), nanos(duration)),
                new Total(requests.failed(), failedNanos.sum()),
                times);
    }

    private static long nanos(Timer timer) {
        return Math.round(timer.totalTime(TimeUnit.NANOSECONDS));
    }

    void remove() {
        meters.forEach(registry::remove);
        requests.meters().forEach(registry::remove);
    }
}

package org.residual.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Requests by outcome. Outcomes with an alert begin at 0: a series that begins with its first request would hide that
 * request from every rate.
 */
final class RequestCounters {
    static final String OK = "ok";

    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();

    /** @param awaited outcomes whose series begin now */
    RequestCounters(MeterRegistry registry, Tags tags, List<String> awaited) {
        this.registry = registry;
        this.tags = tags;
        awaited.forEach(this::of);
    }

    void count(String outcome) {
        of(outcome).increment();
    }

    private Counter of(String outcome) {
        return outcomes.computeIfAbsent(
                outcome,
                added -> Counter.builder("residual.requests")
                        .description("Prediction requests by outcome; the model is empty if the request reached none")
                        .tags(tags.and("outcome", added))
                        .register(registry));
    }

    long answered() {
        return count(OK::equals);
    }

    long failed() {
        return count(outcome -> !outcome.equals(OK));
    }

    private long count(Predicate<String> wanted) {
        return Math.round(outcomes.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .mapToDouble(entry -> entry.getValue().count())
                .sum());
    }

    Collection<Counter> meters() {
        return outcomes.values();
    }
}

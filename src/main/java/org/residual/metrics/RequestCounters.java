package org.residual.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Requests by what became of them. */
final class RequestCounters {
    private final MeterRegistry registry;
    private final Tags tags;
    private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();

    RequestCounters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    void count(String outcome) {
        outcomes.computeIfAbsent(
                        outcome,
                        added -> Counter.builder("residual.requests")
                                .description("Requests for predictions, by what became of them")
                                .tags(tags.and("outcome", added))
                                .register(registry))
                .increment();
    }

    Collection<Counter> meters() {
        return outcomes.values();
    }
}

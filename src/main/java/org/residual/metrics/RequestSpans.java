package org.residual.metrics;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.residual.inference.request.RequestListener;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;

/** Adds a child for each part of a request to its span, if it is traced. */
public final class RequestSpans implements RequestListener {
    private final Tracer tracer;

    /**
     * @param tracer makes the spans
     */
    public RequestSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void ended(RequestTimeline timeline, String outcome) {
        Span request = tracer.currentSpan();
        if (request == null || !Boolean.TRUE.equals(request.context().sampled())) {
            return;
        }
        request.tag("residual.outcome", outcome);
        timeline.version().ifPresent(version -> {
            request.tag("residual.model", version.model());
            request.tag("residual.version", version.number());
        });
        if (timeline.isComplete()) {
            long offset = epochNanos() - System.nanoTime();
            for (Part part : Part.values()) {
                long start = offset + timeline.startNanos(part);
                tracer.spanBuilder()
                        .setParent(request.context())
                        .name(part.name().toLowerCase(Locale.ROOT))
                        .startTimestamp(start, TimeUnit.NANOSECONDS)
                        .start()
                        .end(start + timeline.duration(part).toNanos(), TimeUnit.NANOSECONDS);
            }
        }
    }

    /** The offset of {@link System#nanoTime} differs from machine to machine, and changes as clocks are set. */
    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}

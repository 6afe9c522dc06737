package org.residual.inference.request;

import java.time.Duration;
import java.util.Locale;

/** A request would not be answered by its deadline, because of those before it. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final double MILLIS = 1e3;

    private final Duration room;

    /**
     * @param waiting what comes before it, such as {@code 80 images}
     * @param expected how long that will take
     * @param left until the request's deadline
     */
    public QueueFullException(String waiting, Duration expected, Duration left) {
        this(
                String.format(
                        Locale.ROOT,
                        "%s are queued for this model, which takes %.1f s: longer than the %.1f s "
                                + "that this request has.",
                        waiting,
                        expected.toMillis() / MILLIS,
                        left.toMillis() / MILLIS),
                expected.minus(left));
    }

    private QueueFullException(String message, Duration room) {
        // There are many under overload: none needs a stack trace.
        super(message, null, false, false);
        this.room = room;
    }

    /** For a closed pool. */
    public static QueueFullException closed() {
        return new QueueFullException("The service is stopping.", Duration.ZERO);
    }

    /** @return when there will be room for a request with the same timeout */
    public Duration room() {
        return room;
    }
}

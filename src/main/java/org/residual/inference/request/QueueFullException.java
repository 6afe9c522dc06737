package org.residual.inference.request;

import java.time.Duration;
import java.util.Locale;

/** A request would not be answered in its time, because of those that came before it. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final double MILLIS = 1e3;

    private final Duration room;

    /**
     * @param waiting what comes before it, such as {@code 80 images}
     * @param expected how long that will take
     * @param left of the request's time
     */
    public QueueFullException(String waiting, Duration expected, Duration left) {
        this(
                String.format(
                        Locale.ROOT,
                        "%s wait for this model, which takes %.1f s: longer than this request has, %.1f s.",
                        waiting,
                        expected.toMillis() / MILLIS,
                        left.toMillis() / MILLIS),
                expected.minus(left));
    }

    private QueueFullException(String message, Duration room) {
        // Under overload there are many: none needs to know its stack.
        super(message, null, false, false);
        this.room = room;
    }

    /** Of a pool that is closed. */
    public static QueueFullException closed() {
        return new QueueFullException("The service is being stopped.", Duration.ZERO);
    }

    /**
     * @return when there will be room for a request that has as much time
     */
    public Duration room() {
        return room;
    }
}

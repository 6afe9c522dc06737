package org.residual.inference;

import java.time.Duration;

/** As many images as may wait for a model are waiting. */
public final class QueueFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration backlog;

    QueueFullException(int waiting, Duration backlog) {
        // Under overload there are many: none needs to know its stack.
        super(
                "All predictors are busy and " + waiting + " images wait for this model; there is no room for more.",
                null,
                false,
                false);
        this.backlog = backlog;
    }

    /**
     * @return how long the predictors will take for what waits now
     */
    public Duration backlog() {
        return backlog;
    }
}

package org.residual.inference.request;

import java.time.Duration;

/** A request was not answered by its deadline. */
public final class DeadlineExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeadlineExceededException(Duration timeout) {
        super("The request was not answered within " + timeout.toMillis() + " ms.", null, false, false);
    }
}

package org.residual.memory;

import java.util.Locale;

/** More memory is asked for than there is of it at all: to try again is no use. */
public final class MemoryExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long needed;
    private final long limit;

    MemoryExceededException(String purpose, long needed, long limit) {
        super(String.format(
                Locale.ROOT, "%d bytes of memory for %s are needed, but there are %d.", needed, purpose, limit));
        this.needed = needed;
        this.limit = limit;
    }

    /**
     * @return bytes asked for
     */
    public long needed() {
        return needed;
    }

    /**
     * @return bytes there are at all
     */
    public long limit() {
        return limit;
    }
}

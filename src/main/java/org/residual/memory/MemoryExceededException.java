package org.residual.memory;

import java.util.Locale;

/** A request for more memory than the whole budget: retrying is useless. */
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

    /** @return bytes requested */
    public long needed() {
        return needed;
    }

    /** @return the whole budget in bytes */
    public long limit() {
        return limit;
    }
}

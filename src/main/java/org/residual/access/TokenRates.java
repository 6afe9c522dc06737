package org.residual.access;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rate limits of clients with tokens, one for each subject. */
public final class TokenRates {
    /** The most recently active subjects; one that has been idle for long has its full burst anyway. */
    private static final int MOST_SUBJECTS = 10_000;

    private final Supplier<RateLimit> unused;
    private final Map<String, RateLimit> limits = new LinkedHashMap<>(16, 0.75f, true);

    /** @param unused creates the limit of a new subject */
    public TokenRates(Supplier<RateLimit> unused) {
        this.unused = unused;
    }

    /** @param subject of the token; tokens without one share a limit */
    synchronized RateLimit of(@Nullable String subject) {
        RateLimit limit = limits.computeIfAbsent(subject == null ? "" : subject, absent -> unused.get());
        if (limits.size() > MOST_SUBJECTS) {
            Iterator<RateLimit> oldest = limits.values().iterator();
            oldest.next();
            oldest.remove();
        }
        return limit;
    }
}

package org.residual.access;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rates of clients with tokens, one for each subject. */
public final class TokenRates {
    /** Of those that asked last; who has not asked for as long may do so at once. */
    private static final int MOST_SUBJECTS = 10_000;

    private final Supplier<RateLimit> unused;
    private final Map<String, RateLimit> limits = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param unused makes the rate of a subject that has not asked yet
     */
    public TokenRates(Supplier<RateLimit> unused) {
        this.unused = unused;
    }

    /**
     * @param subject as the token names it; those without one share a rate
     */
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

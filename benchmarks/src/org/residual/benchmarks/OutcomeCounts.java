package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The outcomes of the requests in a soak test, by kind. Safe for several threads. */
final class OutcomeCounts {
    /** The outcome of a request. */
    enum Fate {
        RIGHT,
        /** Answered with 429 or 504: the service reported overload. */
        TURNED_AWAY,
        WRONG,
        LOST,
        /** Not sent, since too many others had not been answered yet. */
        HELD_BACK
    }

    private final Map<String, Map<Fate, Integer>> counts = new TreeMap<>();

    synchronized void count(String kind, Fate fate) {
        counts.computeIfAbsent(kind, added -> new EnumMap<>(Fate.class)).merge(fate, 1, Integer::sum);
    }

    synchronized int of(Fate fate) {
        return counts.values().stream()
                .mapToInt(fates -> fates.getOrDefault(fate, 0))
                .sum();
    }

    synchronized void print(PrintWriter out) {
        out.println("| request | right | refused | wrong | lost | held back |");
        out.println("| --- | --- | --- | --- | --- | --- |");
        counts.forEach((kind, fates) -> {
            out.printf(Locale.ROOT, "| %s |", kind);
            for (Fate fate : Fate.values()) {
                out.printf(Locale.ROOT, " %d |", fates.getOrDefault(fate, 0));
            }
            out.println();
        });
    }
}

package org.residual.benchmarks;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of the requests of a soak, by kind. Safe for several threads. */
final class OutcomeCounts {
    /** What became of a request. */
    enum Fate {
        RIGHT,
        /** Answered with 429 or 504: there was too much to do, and the service said so. */
        TURNED_AWAY,
        WRONG,
        LOST,
        /** Not sent at all, since too many others had not been answered yet. */
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
        out.println("| request | right | turned away | wrong | lost | held back |");
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

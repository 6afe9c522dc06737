package org.residual.classification;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Reports progress at intervals: as a bar on a terminal, otherwise line by line. */
final class Progress implements AutoCloseable {
    private static final Duration REDRAWN = Duration.ofMillis(500);
    private static final Duration LINE = Duration.ofSeconds(10);
    private static final int BAR = 24;
    private static final double NANOS_A_SECOND = 1e9;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private final PrintWriter err;
    private final boolean terminal;
    private final ImageCounts counts;
    private final LongSupplier nanoClock;
    private final long start;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "progress");
        made.setDaemon(true);
        return made;
    });
    private volatile OptionalLong total = OptionalLong.empty();
    private int width;

    /**
     * @param err receives the reports
     * @param terminal whether {@code err} is a terminal
     * @param counts the images processed so far
     * @param nanoClock a clock such as {@link System#nanoTime}
     */
    Progress(PrintWriter err, boolean terminal, ImageCounts counts, LongSupplier nanoClock) {
        this.err = err;
        this.terminal = terminal;
        this.counts = counts;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    /** Starts the reports, which end on closing. */
    @SuppressWarnings("FutureReturnValueIgnored") // it runs until closing, and a PrintWriter does not throw
    void begin() {
        long millis = (terminal ? REDRAWN : LINE).toMillis();
        thread.scheduleWithFixedDelay(this::tell, millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * @param images their number; empty if unknown
     */
    void total(OptionalLong images) {
        total = images;
    }

    private synchronized void tell() {
        String text = text();
        if (terminal) {
            // Overwrites the previous text.
            err.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            width = text.length();
        } else {
            err.println(text);
        }
        err.flush();
    }

    /** The progress so far. */
    String text() {
        OptionalLong all = total;
        double seconds = (nanoClock.getAsLong() - start) / NANOS_A_SECOND;
        double rate = seconds > 0 ? counts.now() / seconds : 0;
        StringBuilder text = new StringBuilder();
        if (terminal && all.isPresent()) {
            int filled = (int) Math.min(BAR, BAR * counts.all() / Math.max(1, all.getAsLong()));
            text.append('[')
                    .append("#".repeat(filled))
                    .append(".".repeat(BAR - filled))
                    .append("] ");
        }
        text.append(String.format(Locale.ROOT, "%,d", counts.all()));
        all.ifPresent(images -> text.append(String.format(Locale.ROOT, " of %,d", images)));
        text.append(String.format(Locale.ROOT, " images, %,.0f/s", rate));
        if (all.isPresent() && rate > 0) {
            double left = Math.max(0, all.getAsLong() - counts.all()) / rate;
            text.append(", ").append(duration((long) Math.ceil(left))).append(" left");
        }
        if (counts.broken() > 0) {
            text.append(String.format(Locale.ROOT, ", %,d broken", counts.broken()));
        }
        return text.toString();
    }

    private static String duration(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        return seconds < HOUR
                ? String.format(Locale.ROOT, "%d min %d s", seconds / MINUTE, seconds % MINUTE)
                : String.format(Locale.ROOT, "%d h %d min", seconds / HOUR, seconds % HOUR / MINUTE);
    }

    /** Reports the final progress. */
    @Override
    public void close() {
        thread.shutdownNow();
        tell();
        if (terminal) {
            err.println();
            err.flush();
        }
    }
}

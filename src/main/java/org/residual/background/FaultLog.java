package org.residual.background;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the faults of repeated work: one of a kind once in ten minutes, with the number in between. For use by one
 * thread.
 */
public final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final String name;
    private final LongSupplier nanoClock;
    private final Map<String, Kind> kinds = new HashMap<>();
    private long inARow;
    private boolean logged;

    /** A fault of the same class from the same place. */
    private static final class Kind {
        private long loggedAt;
        private long silent;
    }

    /**
     * @param name what fails
     * @param nanoClock a clock such as {@link System#nanoTime}
     */
    public FaultLog(String name, LongSupplier nanoClock) {
        this.name = name;
        this.nanoClock = nanoClock;
    }

    /**
     * @param fault what was thrown
     */
    public void failed(Throwable fault) {
        inARow++;
        Kind known = kinds.get(kindOf(fault));
        if (known == null) {
            log(fault, "");
            known = new Kind();
            known.loggedAt = nanoClock.getAsLong();
            kinds.put(kindOf(fault), known);
        } else if (nanoClock.getAsLong() - known.loggedAt >= SILENCE.toNanos()) {
            log(fault, " again, " + (known.silent + 1) + " times since this was last logged");
            known.silent = 0;
            known.loggedAt = nanoClock.getAsLong();
        } else {
            known.silent++;
        }
    }

    private void log(Throwable fault, String repeated) {
        LOG.error("{} failed{}; it continues", name, repeated, fault);
        logged = true;
    }

    /** Records a success. */
    public void worked() {
        if (logged) {
            LOG.info("{} works again, after {} failure(s) in a row", name, inARow);
        }
        logged = false;
        inARow = 0;
    }

    private static String kindOf(Throwable fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        return fault.getClass().getName() + (trace.length == 0 ? "" : trace[0]);
    }
}

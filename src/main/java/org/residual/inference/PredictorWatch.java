package org.residual.inference;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks after the predictors: one that does not come back from its batch is replaced. */
public final class PredictorWatch implements AutoCloseable {
    private static final int LOOKS_IN_THAT_TIME = 10;

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "predictor-watch"));

    /**
     * @param predictors the pool
     * @param stuckAfter how long a batch may take
     */
    public PredictorWatch(PredictorPool predictors, Duration stuckAfter) {
        long pause = stuckAfter.dividedBy(LOOKS_IN_THAT_TIME).toNanos();
        timer.scheduleWithFixedDelay(() -> predictors.replaceStuck(stuckAfter), pause, pause, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}

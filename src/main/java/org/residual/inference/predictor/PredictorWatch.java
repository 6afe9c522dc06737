package org.residual.inference.predictor;

import java.time.Duration;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;

/** Watches the predictors, and replaces those that hang in a batch. */
public final class PredictorWatch implements AutoCloseable {
    private static final int LOOKS_IN_THAT_TIME = 10;
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    private final BackgroundLoop loop;

    /**
     * @param predictors the pool
     * @param stuckAfter how long a batch may take
     * @param loops gets one more
     */
    public PredictorWatch(PredictorPool predictors, Duration stuckAfter, BackgroundLoops loops) {
        Duration pause = stuckAfter.dividedBy(LOOKS_IN_THAT_TIME);
        loop = loops.start(
                "predictor-watch", pause, pause.plus(LONGEST_LOOK), () -> predictors.replaceStuck(stuckAfter));
    }

    @Override
    public void close() {
        loop.close();
    }
}

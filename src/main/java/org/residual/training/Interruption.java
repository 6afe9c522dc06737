package org.residual.training;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Has SIGTERM and Ctrl-C wait until the training has come to a stop. The JVM unloads the engine when it ends, and a
 * thread that still computes then crashes; and what is half-written is to be removed first.
 */
final class Interruption implements AutoCloseable {
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /** From now until it is closed, the end of the JVM waits. */
    static Interruption guard() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Nothing interrupts. */
    static Interruption none() {
        return new Interruption();
    }

    private void request() {
        requested = true;
        try {
            stopped.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @throws InterruptedTrainingException if the JVM is to end
     */
    void check() {
        if (requested) {
            throw new InterruptedTrainingException();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It runs already, and has been told.
            }
        }
    }
}

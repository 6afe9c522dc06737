package org.residual.background;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Delays SIGTERM and Ctrl-C until a command has stopped. The JVM unloads the engine when it ends, and a thread that is
 * still computing would crash; and incomplete files must be removed or completed first.
 */
public final class Interruption implements AutoCloseable {
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /** @return until it is closed, the JVM does not end */
    public static Interruption guard() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** @return one that never interrupts */
    public static Interruption none() {
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

    /** @return whether the JVM should end */
    public boolean isRequested() {
        return requested;
    }

    /** @param problem is thrown if the JVM should end */
    public void check(Supplier<? extends RuntimeException> problem) {
        if (requested) {
            throw problem.get();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // It is running already, and has been told.
            }
        }
    }
}

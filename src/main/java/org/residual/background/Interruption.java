package org.residual.background;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Has SIGTERM and Ctrl-C wait until a command has come to a stop. The JVM unloads the engine when it ends, and a
 * thread that still computes then crashes; and half-written files are to be removed or completed first.
 */
public final class Interruption implements AutoCloseable {
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread hook = new Thread(this::request, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /**
     * @return from now until it is closed, the end of the JVM waits
     */
    public static Interruption guard() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /**
     * @return one that never comes
     */
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

    /**
     * @return whether the JVM is to end
     */
    public boolean isRequested() {
        return requested;
    }

    /**
     * @param problem is thrown if the JVM is to end
     */
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
                // It runs already, and has been told.
            }
        }
    }
}

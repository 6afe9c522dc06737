package org.residual.configuration;

import org.residual.store.loading.VersionLoader;

/**
 * Ends long work early when the process receives a stop signal: the loading of versions, and the start itself. The
 * context is not closed before its start has ended.
 */
final class StopSignal implements AutoCloseable {
    private final Thread hook;

    /**
     * @param loader to stop
     * @param starting to interrupt, if it is still running
     */
    StopSignal(VersionLoader loader, Thread starting) {
        hook = new Thread(
                () -> {
                    loader.stop();
                    starting.interrupt();
                },
                "stop-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is stopping, and the hook is running or has run.
        }
    }
}

package org.residual.configuration;

import org.residual.store.loading.VersionLoader;

/**
 * Has what takes long end early once the process is told to stop: the loading of versions, and the start itself. The
 * context is not closed before its start has come to its end.
 */
final class StopSignal implements AutoCloseable {
    private final Thread hook;

    /**
     * @param loader is stopped
     * @param starting is interrupted, if it still runs
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
            // The process stops, and the hook runs or has run.
        }
    }
}

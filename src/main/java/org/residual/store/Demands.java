package org.residual.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads models on demand, one after the other on a thread of its own. All requests for one model wait for the same
 * load.
 */
final class Demands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demands.class);

    private final Loading loading;
    private final Map<String, CompletableFuture<Void>> pending = new HashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread worker = new Thread(work, "model-loader");
        worker.setDaemon(true);
        return worker;
    });

    /** Loads a model. */
    @FunctionalInterface
    interface Loading {
        void load(String model) throws IOException;
    }

    Demands(Loading loading) {
        this.loading = loading;
    }

    /**
     * @param model that is needed
     * @return completes when its current loading has been tried; empty if it is not being loaded
     */
    Optional<CompletableFuture<Void>> pending(String model) {
        synchronized (pending) {
            return Optional.ofNullable(pending.get(model)).map(CompletableFuture::copy);
        }
    }

    /**
     * @param model to load
     * @return completes when that has been tried, with or without success
     */
    CompletableFuture<Void> load(String model) {
        synchronized (pending) {
            CompletableFuture<Void> before = pending.get(model);
            if (before != null) {
                return before.copy();
            }
            CompletableFuture<Void> tried = new CompletableFuture<>();
            try {
                thread.execute(() -> attempt(model, tried));
                pending.put(model, tried);
            } catch (RejectedExecutionException e) {
                // The service is stopping.
                tried.complete(null);
            }
            return tried.copy();
        }
    }

    private void attempt(String model, CompletableFuture<Void> tried) {
        try {
            loading.load(model);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The model '{}' cannot be loaded on demand now: {}", model, e.toString());
        } finally {
            synchronized (pending) {
                pending.remove(model);
            }
            tried.complete(null);
        }
    }

    /** Does not wait. */
    @Override
    public void close() {
        thread.shutdown();
    }
}

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

/** Loads models that are asked for, one after the other on a thread of its own. All who ask for one wait for the same. */
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
     * @param model that somebody asked for
     * @return ends when its loading, which is under way, was tried; empty if it is not
     */
    Optional<CompletableFuture<Void>> pending(String model) {
        synchronized (pending) {
            return Optional.ofNullable(pending.get(model)).map(CompletableFuture::copy);
        }
    }

    /**
     * @param model is to be loaded
     * @return ends when that was tried, whatever came of it
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
                // The service is being stopped.
                tried.complete(null);
            }
            return tried.copy();
        }
    }

    private void attempt(String model, CompletableFuture<Void> tried) {
        try {
            loading.load(model);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The model '{}' that was asked for cannot be loaded now: {}", model, e.toString());
        } finally {
            synchronized (pending) {
                pending.remove(model);
            }
            tried.complete(null);
        }
    }

    /** Waits for nothing. */
    @Override
    public void close() {
        thread.shutdown();
    }
}

package org.residual.inference;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.residual.image.ImageTensor;
import org.residual.store.ReadyVersion;

/**
 * A fixed number of predictors, each a thread that runs one request at a time, behind a bounded queue.
 *
 * <p>The threads are the pool's own: the engine keeps native memory for each thread that ever predicted.
 */
public final class PredictorPool implements AutoCloseable {
    private static final long DRAIN_SECONDS = 30;

    private final ThreadPoolExecutor predictors;
    private final BatchRunner runner;

    /**
     * @param count number of predictors
     * @param queueCapacity how many requests may wait for one
     * @param largestBatch how many images a predictor runs at once at most
     */
    public PredictorPool(int count, int queueCapacity, int largestBatch) {
        this.runner = new BatchRunner(largestBatch);
        AtomicInteger number = new AtomicInteger();
        this.predictors = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queueCapacity),
                task -> new Thread(task, "predictor-" + number.incrementAndGet()));
        predictors.prestartAllCoreThreads();
    }

    /**
     * @param version answers
     * @param images preprocessed for it
     * @param deadline after which the request is not computed any more
     * @return the predictions, in the order of the images; cancelling it frees its place in the queue
     * @throws QueueFullException if too many requests wait already
     */
    CompletableFuture<List<Prediction>> submit(ReadyVersion version, List<ImageTensor> images, Deadline deadline) {
        CompletableFuture<List<Prediction>> answer = new CompletableFuture<>();
        Runnable task = () -> {
            if (answer.isDone()) {
                return;
            }
            try {
                deadline.check();
                answer.complete(runner.run(version.network(), images));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        };
        try {
            predictors.execute(task);
        } catch (RejectedExecutionException e) {
            throw new QueueFullException("All predictors are busy and the queue is full; try again shortly.", e);
        }
        answer.whenComplete((predictions, problem) -> {
            if (problem != null) {
                predictors.remove(task);
            }
        });
        return answer;
    }

    /** Lets the requests that were accepted finish. */
    @Override
    public void close() {
        predictors.shutdown();
        try {
            if (!predictors.awaitTermination(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                predictors.shutdownNow();
            }
        } catch (InterruptedException e) {
            predictors.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

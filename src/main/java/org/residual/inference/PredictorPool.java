package org.residual.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.residual.image.ImageTensor;
import org.residual.store.ReadyVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of predictors, each a thread that runs a batch at a time, behind a bounded queue in which requests
 * gather into batches while all predictors are busy.
 *
 * <p>The threads are the pool's own: the engine keeps native memory for each thread that ever predicted.
 */
public final class PredictorPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PredictorPool.class);

    private final BatchQueue queue;
    private final Throughput throughput;
    private final Duration drain;
    private final List<Thread> predictors = new ArrayList<>();

    /**
     * @param count number of predictors
     * @param limits of batches and of what may wait
     * @param drain how long those requests that were accepted get to finish when the pool is closed
     */
    public PredictorPool(int count, BatchLimits limits, Duration drain) {
        this.queue = new BatchQueue(limits, count);
        this.throughput = new Throughput(count);
        this.drain = drain;
        for (int i = 1; i <= count; i++) {
            Thread predictor = new Thread(new Predictor(queue, throughput, new BatchRunner()), "predictor-" + i);
            predictors.add(predictor);
            predictor.start();
        }
    }

    /**
     * Reserves places in the queue.
     *
     * @param version will answer
     * @param images how many
     * @throws QueueFullException if too many images wait already
     */
    void reserve(ReadyVersion version, int images) {
        if (!queue.reserve(version, images)) {
            throw full(version);
        }
    }

    /** Gives back places that were reserved and for which nothing was submitted. */
    void release(ReadyVersion version, int images) {
        queue.release(version, images);
    }

    /**
     * @param version answers
     * @param images preprocessed for it, places for them reserved; of one size where the network normalises over all
     *     together
     * @param deadline after which the request is not computed any more
     * @return the predictions, in the order of the images; cancelling it frees its places in the queue
     * @throws QueueFullException if the images that wait already take too much memory; the places stay reserved
     */
    CompletableFuture<List<Prediction>> submit(ReadyVersion version, List<ImageTensor> images, Deadline deadline) {
        PendingRequest request = new PendingRequest(version, images, deadline);
        if (!queue.offer(request)) {
            throw full(version);
        }
        request.answer().whenComplete((predictions, problem) -> {
            if (problem != null) {
                queue.remove(request);
            }
        });
        return request.answer();
    }

    private QueueFullException full(ReadyVersion version) {
        int waiting = queue.places(version);
        return new QueueFullException(waiting, throughput.timeFor(waiting));
    }

    /** Takes no more requests and lets those that were accepted finish. */
    @Override
    public void close() {
        queue.close();
        long end = System.nanoTime() + drain.toNanos();
        try {
            for (Thread predictor : predictors) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                predictor.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Thread predictor : predictors) {
            if (predictor.isAlive()) {
                LOG.warn("{} did not finish within {}", predictor.getName(), drain);
                predictor.interrupt();
            }
        }
    }

    /** A thread that runs batches until there are no more. */
    private record Predictor(BatchQueue queue, Throughput throughput, BatchRunner runner) implements Runnable {
        @Override
        public void run() {
            try {
                Optional<Batch> next = queue.take();
                while (next.isPresent()) {
                    predict(next.get());
                    next = queue.take();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void predict(Batch batch) {
            // If it cannot be had any more, nobody waits for the batch: requests retain their version.
            if (batch.version().retain()) {
                try {
                    run(batch);
                } finally {
                    batch.version().release();
                }
            }
        }

        private void run(Batch batch) {
            long start = System.nanoTime();
            try {
                batch.complete(runner.run(batch.version().network(), batch.images()));
            } catch (Throwable e) {
                // Whatever happens to one batch, the predictor is there for the next.
                batch.fail(e);
            }
            throughput.count(batch.images().size(), System.nanoTime() - start);
        }
    }
}

package org.residual.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.residual.image.ImageTensor;
import org.residual.nn.ComputeDevice;
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
    private final Placement placement;
    private final List<Predictor> predictors = new ArrayList<>();

    /**
     * @param placement where the predictors work, and of batches and of what may wait the limits
     * @param drain how long those requests that were accepted get to finish when the pool is closed
     * @param listener is told of each batch
     */
    public PredictorPool(Placement placement, Duration drain, InferenceListener listener) {
        int count = placement.predictors().size();
        this.queue = new BatchQueue(placement.limits(), count);
        this.throughput = new Throughput(count);
        this.drain = drain;
        this.placement = placement;
        for (ComputeDevice device : placement.predictors()) {
            String name = "predictor-" + (predictors.size() + 1);
            Predictor predictor = new Predictor(name, device, queue, throughput, listener);
            predictors.add(predictor);
            predictor.start();
        }
        LOG.info("{} predictor(s) on {}", count, placement.devices());
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
     * @param timeline is told how it gets on
     * @return the predictions, in the order of the images; cancelling it frees its places in the queue
     * @throws QueueFullException if the images that wait already take too much memory; the places stay reserved
     */
    CompletableFuture<List<Prediction>> submit(
            ReadyVersion version, List<ImageTensor> images, Deadline deadline, RequestTimeline timeline) {
        PendingRequest request = new PendingRequest(version, images, deadline, timeline);
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

    /**
     * @return what each predictor works on
     */
    public List<ComputeDevice> devices() {
        return placement.predictors();
    }

    /**
     * @return how each predictor is
     */
    public List<PredictorState> states() {
        return predictors.stream().map(Predictor::state).toList();
    }

    /**
     * @param version a version
     * @return how many images wait for it, or are being decoded for it
     */
    public int queuedImages(ReadyVersion version) {
        return queue.places(version);
    }

    /**
     * @param version a version
     * @return for how long the oldest image that waits for it has been waiting; zero if none does
     */
    public Duration oldestWait(ReadyVersion version) {
        return queue.oldestWait(version);
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
            for (Predictor predictor : predictors) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                predictor.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Predictor predictor : predictors) {
            if (predictor.isAlive()) {
                LOG.warn("{} did not finish within {}", predictor.getName(), drain);
                predictor.interrupt();
            }
        }
    }
}

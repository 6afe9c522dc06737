package org.residual.inference.predictor;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.QueueFullException;
import org.residual.inference.request.RequestTimeline;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.version.ReadyVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fixed number of predictors, each a thread that runs one batch at a time, behind a queue that batches requests while
 * all predictors are busy.
 *
 * <p>The threads are the pool's own, since the engine keeps native memory for each thread that has ever predicted. A
 * thread that hangs in the engine cannot be ended, and keeps its memory; at most as many are replaced as there are
 * predictors.
 */
public final class PredictorPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PredictorPool.class);

    private final BatchQueue queue;
    private final Throughput throughput;
    private final Duration drain;
    private final InferenceListener listener;
    private final List<PredictorThread> predictors = new CopyOnWriteArrayList<>();
    private final AtomicInteger replaced = new AtomicInteger();

    /**
     * @param placement of the predictors, with their limits
     * @param drain how long accepted requests may take when the pool is closed
     * @param listener is called for each batch
     */
    public PredictorPool(Placement placement, Duration drain, InferenceListener listener) {
        int count = placement.predictors().size();
        this.queue = new BatchQueue(placement.limits(), count);
        this.throughput = new Throughput(count);
        this.drain = drain;
        this.listener = listener;
        for (ComputeDevice device : placement.predictors()) {
            predictors.add(started(predictors.size() + 1, device));
        }
        LOG.info("{} predictor(s) on {}", count, placement.devices());
    }

    private PredictorThread started(int number, ComputeDevice device) {
        PredictorThread predictor = new PredictorThread("predictor-" + number, device, queue, throughput, listener);
        predictor.start();
        return predictor;
    }

    /**
     * Reserves places in the queue.
     *
     * @param version that is to answer
     * @param images how many
     * @param deadline of the request
     * @throws QueueFullException if the queue is too long for the deadline, or the pool is closed
     */
    public void reserve(ReadyVersion version, int images, Deadline deadline) {
        Duration expected = expectedWait(version);
        Duration left = Duration.ofNanos(deadline.remainingNanos());
        // A request that is late already gets that answer instead.
        if (expected.compareTo(left) > 0 && !left.isNegative()) {
            throw new QueueFullException(queue.places(version) + " images", expected, left);
        }
        if (!queue.reserve(version, images)) {
            throw QueueFullException.closed();
        }
    }

    /** Releases reserved places for which nothing was submitted. */
    public void release(ReadyVersion version, int images) {
        queue.release(version, images);
    }

    /**
     * @param version that is to answer
     * @param images preprocessed for it, with reserved places; of one size if the network normalises over all of them
     *     together
     * @param evidence the number of classes to explain, for each image; 0 for no evidence
     * @param deadline after which the request is dropped
     * @param timeline is told its progress
     * @return the predictions, in the order of the images; cancelling it frees its places in the queue
     * @throws QueueFullException if the pool is closed; the places stay reserved
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the request has been answered already
    public CompletableFuture<List<Prediction>> submit(
            ReadyVersion version,
            List<? extends NormalizedImage> images,
            int evidence,
            Deadline deadline,
            RequestTimeline timeline) {
        PendingRequest request = new PendingRequest(version, images, evidence, deadline, timeline);
        request.answer().whenComplete((predictions, problem) -> {
            if (problem != null) {
                queue.remove(request);
            }
        });
        if (!queue.offer(request)) {
            throw QueueFullException.closed();
        }
        return request.answer();
    }

    /**
     * Gives up batches that hang: their requests fail with a {@link PredictorStuckException}, and another predictor
     * replaces the hanging one, unless as many have been replaced as there are predictors.
     *
     * @param stuckAfter how long a batch may take
     */
    synchronized void replaceStuck(Duration stuckAfter) {
        for (PredictorThread predictor : predictors) {
            predictor
                    .assignment()
                    .filter(assignment -> assignment.age().compareTo(stuckAfter) > 0)
                    .ifPresent(assignment -> giveUp(predictor, assignment));
        }
    }

    private void giveUp(PredictorThread predictor, Assignment assignment) {
        boolean replaceable = replaced.get() < predictors.size();
        if (!assignment.giveUp(replaceable)) {
            return;
        }
        PredictorStuckException problem = new PredictorStuckException(assignment.age());
        LOG.error(
                "{} hangs in a batch of {}, version {}, and {}",
                predictor.getName(),
                assignment.batch().version().model(),
                assignment.batch().version().number(),
                replaceable ? "is replaced" : "cannot be replaced any more: restart the service");
        assignment.batch().fail(problem);
        if (replaceable) {
            PredictorThread next = started(predictors.size() + replaced.incrementAndGet(), predictor.device());
            predictors.set(predictors.indexOf(predictor), next);
        }
    }

    /**
     * @return how many predictors have been replaced since the start
     */
    public int replaced() {
        return replaced.get();
    }

    /** @return the current batch of each predictor */
    public List<ComputeDevice> devices() {
        return predictors.stream().map(PredictorThread::device).toList();
    }

    /** @return the state of each predictor, without those that were replaced */
    public synchronized List<PredictorState> states() {
        return predictors.stream().map(PredictorThread::state).toList();
    }

    /**
     * @param version a version
     * @return how many images for it are queued or being decoded
     */
    public int queuedImages(ReadyVersion version) {
        return queue.places(version);
    }

    /**
     * @param version a version
     * @return how long its oldest queued image has waited; zero if there is none
     */
    public Duration oldestWait(ReadyVersion version) {
        return queue.oldestWait(version);
    }

    /**
     * @param version a version
     * @return how long a new image is expected to wait: at the recent pace for those before it, or as long as the
     *     oldest of them has waited, in case the predictors have slowed down
     */
    public Duration expectedWait(ReadyVersion version) {
        return Collections.max(List.of(throughput.timeFor(queue.before(version)), queue.oldestWait(version)));
    }

    /** Accepts no more requests and lets accepted ones finish. */
    @Override
    public void close() {
        queue.close();
        long end = System.nanoTime() + drain.toNanos();
        try {
            for (PredictorThread predictor : predictors) {
                long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
                predictor.join(Math.max(1, left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (PredictorThread predictor : predictors) {
            if (predictor.isAlive()) {
                LOG.warn("{} did not finish within {}", predictor.getName(), drain);
                predictor.interrupt();
            }
        }
    }
}

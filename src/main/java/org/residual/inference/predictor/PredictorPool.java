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
 * A fixed number of predictors, each a thread that runs a batch at a time, behind a queue in which requests gather into batches while all predictors are busy.
 *
 * <p>The threads are the pool's own: the engine keeps native memory for each thread that ever predicted. A thread that
 * hangs in the engine cannot be ended, and keeps its memory; as many of them are replaced as there are predictors.
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
     * @param placement where the predictors work, and the limits of batches
     * @param drain how long those requests that were accepted get to finish when the pool is closed
     * @param listener is told of each batch
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
     * @param version will answer
     * @param images how many
     * @param deadline by when it has to
     * @throws QueueFullException if what waits already takes until then, or the pool is closed
     */
    public void reserve(ReadyVersion version, int images, Deadline deadline) {
        Duration expected = expectedWait(version);
        Duration left = Duration.ofNanos(deadline.remainingNanos());
        // What is late already is told so.
        if (expected.compareTo(left) > 0 && !left.isNegative()) {
            throw new QueueFullException(queue.places(version) + " images", expected, left);
        }
        if (!queue.reserve(version, images)) {
            throw QueueFullException.closed();
        }
    }

    /** Gives back places that were reserved and for which nothing was submitted. */
    public void release(ReadyVersion version, int images) {
        queue.release(version, images);
    }

    /**
     * @param version answers
     * @param images preprocessed for it, places for them reserved; of one size where the network normalises over all
     *     together
     * @param evidence how many classes evidence is wanted of, for each image; 0 for none
     * @param deadline after which the request is not computed any more
     * @param timeline is told how it gets on
     * @return the predictions, in the order of the images; cancelling it frees its places in the queue
     * @throws QueueFullException if the pool is closed; the places stay reserved
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the request is answered already
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
     * Gives up batches that do not come to their end: their requests fail with a {@link PredictorStuckException}, and
     * another predictor takes the place of the one that hangs, unless as many were replaced already as there are.
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
                replaceable ? "is replaced" : "is not replaced any more: start the service anew");
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

    /**
     * @return what each predictor works on
     */
    public List<ComputeDevice> devices() {
        return predictors.stream().map(PredictorThread::device).toList();
    }

    /**
     * @return how each predictor is; those that were replaced are none any more
     */
    public synchronized List<PredictorState> states() {
        return predictors.stream().map(PredictorThread::state).toList();
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

    /**
     * @param version a version
     * @return how long an image that comes now is expected to wait: as long as the predictors, as fast as they were lately,
     *     take for those before it, or as the oldest of them has waited, should they have slowed down since
     */
    public Duration expectedWait(ReadyVersion version) {
        return Collections.max(List.of(throughput.timeFor(queue.before(version)), queue.oldestWait(version)));
    }

    /** Takes no more requests and lets those that were accepted finish. */
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

package org.residual.inference.predictor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.background.FaultLog;
import org.residual.inference.predictor.Assignment.Status;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.version.ReadyVersion;

/** A thread that runs batches, one at a time, until there are no more or it is replaced. */
final class PredictorThread extends Thread {
    private static final Duration AFTER_A_FAULT = Duration.ofMillis(100);

    private final BatchQueue queue;
    private final Throughput throughput;
    private final InferenceListener listener;
    private final ComputeDevice device;
    private final BatchRunner runner;
    private final FaultLog log;
    /** Null if it is idle. */
    private volatile @Nullable Assignment assignment;

    PredictorThread(
            String name, ComputeDevice device, BatchQueue queue, Throughput throughput, InferenceListener listener) {
        super(name);
        this.device = device;
        this.runner = new BatchRunner(device);
        this.log = new FaultLog(name, System::nanoTime);
        this.queue = queue;
        this.throughput = throughput;
        this.listener = listener;
    }

    /** Its current batch. */
    Optional<Assignment> assignment() {
        return Optional.ofNullable(assignment);
    }

    ComputeDevice device() {
        return device;
    }

    PredictorState state() {
        return assignment()
                .map(current -> new PredictorState(isAlive(), current.age(), current.isGivenUp()))
                .orElseGet(() -> new PredictorState(isAlive(), Duration.ZERO, false));
    }

    @Override
    public void run() {
        try (runner) {
            while (takeAndPredict()) {
                log.worked();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether it should take another batch */
    private boolean takeAndPredict() throws InterruptedException {
        try {
            Optional<Batch> next = queue.take();
            return next.isPresent() && predict(next.get()) != Status.REPLACED;
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            survive(e);
            return true;
        }
    }

    private void survive(Throwable fault) throws InterruptedException {
        try {
            log.failed(fault);
        } catch (Throwable e) {
            // If memory has run out, there may be none left for a log message.
        }
        Thread.sleep(AFTER_A_FAULT.toMillis());
    }

    private Status predict(Batch batch) {
        // If that fails, nobody waits for the batch: requests retain their version.
        if (!batch.version().retain()) {
            return Status.ENDED;
        }
        try {
            Assignment current = new Assignment(batch);
            assignment = current;
            return run(current);
        } catch (Throwable e) {
            batch.fail(e);
            throw e;
        } finally {
            assignment = null;
            batch.version().release();
        }
    }

    private Status run(Assignment current) {
        Batch batch = current.batch();
        ReadyVersion version = batch.version();
        batch.started();
        try {
            long start = System.nanoTime();
            List<Prediction> predictions = runner.run(version.network(device), batch.images(), batch.evidence());
            listener.predicted(version, predictions, Duration.ofNanos(System.nanoTime() - start));
            if (current.end() == Status.ENDED) {
                batch.complete(predictions);
            }
        } catch (Throwable e) {
            // Whatever happens to one batch, the predictor takes the next.
            if (current.end() == Status.ENDED) {
                batch.fail(e);
            }
        }
        Status status = current.end();
        if (status == Status.ENDED) {
            throughput.count(version, batch.images().size(), current.age().toNanos());
        }
        return status;
    }
}

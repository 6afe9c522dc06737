package org.residual.inference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.residual.inference.Assignment.Course;
import org.residual.nn.ComputeDevice;
import org.residual.store.ReadyVersion;

/** A thread that runs batches, one at a time, until there are no more or it is replaced. */
final class Predictor extends Thread {
    private final BatchQueue queue;
    private final Throughput throughput;
    private final InferenceListener listener;
    private final ComputeDevice device;
    private final BatchRunner runner;
    /** Null if it is at none. */
    private volatile Assignment assignment;

    Predictor(String name, ComputeDevice device, BatchQueue queue, Throughput throughput, InferenceListener listener) {
        super(name);
        this.device = device;
        this.runner = new BatchRunner(device);
        this.queue = queue;
        this.throughput = throughput;
        this.listener = listener;
    }

    /** What it is at. */
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
            Optional<Batch> next = queue.take();
            while (next.isPresent() && predict(next.get()) != Course.REPLACED) {
                next = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Course predict(Batch batch) {
        // If it cannot be had any more, nobody waits for the batch: requests retain their version.
        if (!batch.version().retain()) {
            return Course.ENDED;
        }
        Assignment current = new Assignment(batch);
        assignment = current;
        try {
            return run(current);
        } finally {
            assignment = null;
            batch.version().release();
        }
    }

    private Course run(Assignment current) {
        Batch batch = current.batch();
        ReadyVersion version = batch.version();
        batch.started();
        try {
            List<Prediction> predictions = runner.run(version.network(device), batch.images());
            listener.predicted(version, predictions);
            if (current.end() == Course.ENDED) {
                batch.complete(predictions);
            }
        } catch (Throwable e) {
            // Whatever happens to one batch, the predictor is there for the next.
            if (current.end() == Course.ENDED) {
                batch.fail(e);
            }
        }
        Course course = current.end();
        if (course == Course.ENDED) {
            throughput.count(batch.images().size(), current.age().toNanos());
        }
        return course;
    }
}

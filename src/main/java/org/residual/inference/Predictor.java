package org.residual.inference;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.residual.nn.ComputeDevice;
import org.residual.store.ReadyVersion;

/** A thread that runs batches, one at a time, until there are no more. */
final class Predictor extends Thread {
    private static final long AT_NONE = Long.MIN_VALUE;

    private final BatchQueue queue;
    private final Throughput throughput;
    private final InferenceListener listener;
    private final ComputeDevice device;
    private final BatchRunner runner;
    private volatile long busySince = AT_NONE;

    Predictor(String name, ComputeDevice device, BatchQueue queue, Throughput throughput, InferenceListener listener) {
        super(name);
        this.device = device;
        this.runner = new BatchRunner(device);
        this.queue = queue;
        this.throughput = throughput;
        this.listener = listener;
    }

    PredictorState state() {
        long since = busySince;
        return new PredictorState(
                isAlive(), since == AT_NONE ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since));
    }

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
            busySince = System.nanoTime();
            try {
                run(batch, busySince);
            } finally {
                busySince = AT_NONE;
                batch.version().release();
            }
        }
    }

    private void run(Batch batch, long start) {
        ReadyVersion version = batch.version();
        batch.started();
        try {
            List<Prediction> predictions = runner.run(version.network(device), batch.images());
            listener.predicted(version, predictions);
            batch.complete(predictions);
        } catch (Throwable e) {
            // Whatever happens to one batch, the predictor is there for the next.
            batch.fail(e);
        }
        throughput.count(batch.images().size(), System.nanoTime() - start);
    }
}

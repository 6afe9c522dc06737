package org.residual.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.residual.engine.PreparedNetwork;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;

/**
 * A network alone, in this process, with as many threads as the service has predictors. It is measured in turns with
 * the service, since a shared machine may be half as fast a few seconds later.
 */
final class ForwardAlone implements AutoCloseable {
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ComputeDevice device;
    private final int threads;
    private final ExecutorService executor;
    private final PreparedNetwork network;
    private final int batch;

    /**
     * @param device {@code cpu}, or such as {@code gpu:0}
     * @param batch images at a time
     */
    ForwardAlone(DocumentedNetwork documented, String device, int batch) throws IOException {
        this.device = Devices.named(device);
        this.threads = Devices.threads(device);
        this.executor = Executors.newFixedThreadPool(threads);
        this.network = documented.prepared(Statistics.IMAGE, "auto", this.device);
        this.batch = batch;
        round(WARM_UP);
    }

    /** @return images per second */
    Speed round(Duration duration) {
        long start = System.nanoTime();
        long cpuStart = system.getProcessCpuTime();
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            counts.add(executor.submit((Callable<Long>) () -> imagesUntil(start + duration.toNanos())));
        }
        long images = counts.stream().mapToLong(ForwardAlone::get).sum();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Speed(images / seconds, (system.getProcessCpuTime() - cpuStart) / 1e6 / images);
    }

    private static long get(Future<Long> count) {
        try {
            return count.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private long imagesUntil(long end) {
        long images = 0;
        try (InputImages input = new InputImages(device, batch)) {
            while (System.nanoTime() < end) {
                input.through(network);
                images += batch;
            }
        }
        return images;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        network.close();
    }
}

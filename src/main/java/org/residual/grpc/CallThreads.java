package org.residual.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.residual.grpc.access.AccessInterceptor;

/**
 * Threads for calls. Health checks have threads of their own, and so have calls about models: the former never wait for
 * a token issuer, and neither wait for image decoding.
 */
final class CallThreads implements ServerCallExecutorSupplier, AutoCloseable {
    private static final int THREADS_PER_PROCESSOR = 2;
    private static final int PROBES = 2;
    private static final int LOADS = 2;

    private final ExecutorService probes = Executors.newFixedThreadPool(PROBES, named("grpc-probe-"));
    private final ExecutorService listings = Executors.newFixedThreadPool(count(), named("grpc-listing-"));
    /** Loading may take long; it delays no other calls. */
    private final ExecutorService loading = Executors.newFixedThreadPool(LOADS, named("grpc-loading-"));

    private final ExecutorService inference = Executors.newFixedThreadPool(count(), named("grpc-inference-"));

    private static int count() {
        return THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> new Thread(task, prefix + number.incrementAndGet());
    }

    /** For what is done before it is known which call it is. */
    Executor first() {
        return probes;
    }

    @Override
    public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata metadata) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (AccessInterceptor.PREDICTIONS.contains(method)) {
            return inference;
        }
        if (AccessInterceptor.LOAD.equals(method)) {
            return loading;
        }
        return AccessInterceptor.OPEN.contains(method) ? probes : listings;
    }

    @Override
    public void close() {
        probes.shutdown();
        listings.shutdown();
        loading.shutdown();
        inference.shutdown();
    }
}

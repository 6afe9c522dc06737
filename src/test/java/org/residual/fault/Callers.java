package org.residual.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several {@linkplain Caller clients} at once, each with a thread of its own. */
public final class Callers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch warm;
    private final List<Caller> callers;
    private final List<Future<Caller.Outcome>> outcomes;

    /**
     * They begin at once.
     *
     * @param number of clients
     * @param service to call
     * @throws IOException if their image cannot be read
     */
    public Callers(int number, InetSocketAddress service) throws IOException {
        warm = new CountDownLatch(number);
        callers = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            callers.add(new Caller(service, warm));
        }
        outcomes = callers.stream().map(threads::submit).toList();
    }

    Callers(int number, int port) throws IOException {
        this(number, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Returns once each has had some answers. */
    public void awaitWarm() throws InterruptedException {
        if (!warm.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(warm.getCount() + " clients had hardly any answer within " + PATIENCE);
        }
    }

    /** Stops sending requests. */
    void stop() {
        callers.forEach(Caller::stop);
    }

    /** @return the outcomes, once no server is listening any more, or they were stopped */
    public List<Caller.Outcome> outcomes() throws Exception {
        List<Caller.Outcome> all = new ArrayList<>();
        for (Future<Caller.Outcome> outcome : outcomes) {
            all.add(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
        return all;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

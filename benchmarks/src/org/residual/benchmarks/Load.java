package org.residual.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Puts load on a service. */
final class Load {
    private final int port;
    private final PhotoRequests requests;

    Load(int port, PhotoRequests requests) {
        this.port = port;
        this.requests = requests;
    }

    /** Closed loop: each connection sends its next request when it has its answer. */
    Outcome closed(int connections, Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        Outcome outcome = new Outcome();
        onThreads(connections, () -> repeat(outcome, () -> System.nanoTime() < end));
        return outcome;
    }

    /** Closed loop of so many requests. */
    Outcome closed(int connections, int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        Outcome outcome = new Outcome();
        onThreads(connections, () -> repeat(outcome, () -> left.getAndDecrement() > 0));
        return outcome;
    }

    /**
     * Closed loop until nobody listens any more.
     *
     * @param stopping whether the service has been asked to stop: a request sent after that on a connection from before
     *     need not be read any more, one sent earlier must be answered
     */
    Outcome closedUntilRefused(int connections, BooleanSupplier stopping) throws InterruptedException {
        Outcome outcome = new Outcome();
        onThreads(connections, () -> {
            try (Connection connection = new Connection(port)) {
                int status = 0;
                while (status != Connection.REFUSED) {
                    boolean mayBeDeclined = stopping.getAsBoolean();
                    long start = System.nanoTime();
                    status = connection.exchange(requests.next());
                    boolean declined = status == Connection.LOST && mayBeDeclined;
                    outcome.add(declined ? Connection.DECLINED : status, System.nanoTime() - start);
                }
            }
        });
        return outcome;
    }

    private void repeat(Outcome outcome, BooleanSupplier condition) {
        try (Connection connection = new Connection(port)) {
            int status = 0;
            while (status != Connection.REFUSED && condition.getAsBoolean()) {
                long start = System.nanoTime();
                status = connection.exchange(requests.next());
                outcome.add(status, System.nanoTime() - start);
            }
        }
    }

    /**
     * Open loop: requests are due at random moments, whether or not others were answered. Latencies count from then, so
     * that those are seen which come of waiting for a connection.
     *
     * @param perSecond requests a second on average
     * @param connections the most requests at once
     */
    Outcome open(double perSecond, int connections, Duration duration) throws InterruptedException {
        Arrivals arrivals = new Arrivals(perSecond, duration);
        Outcome outcome = new Outcome();
        onThreads(connections, () -> {
            try (Connection connection = new Connection(port)) {
                for (long due = arrivals.next(); due != Arrivals.NO_MORE; due = arrivals.next()) {
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    int status = connection.exchange(requests.next());
                    outcome.add(status, System.nanoTime() - due);
                }
            }
        });
        return outcome;
    }

    private static void onThreads(int count, Runnable work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(work, "connection-" + i);
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** A Poisson process. */
    private static final class Arrivals {
        static final long NO_MORE = Long.MIN_VALUE;

        private final Random random = new Random(2);
        private final double meanNanos;
        private final long end;
        private double due;

        Arrivals(double perSecond, Duration duration) {
            this.meanNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
            this.due = System.nanoTime();
            this.end = System.nanoTime() + duration.toNanos();
        }

        synchronized long next() {
            due -= Math.log(1 - random.nextDouble()) * meanNanos;
            return due < end ? (long) due : NO_MORE;
        }
    }
}

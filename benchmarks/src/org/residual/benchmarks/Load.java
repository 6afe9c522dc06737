package org.residual.benchmarks;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Puts load on a service, from a single thread, so as to leave it the CPUs. */
final class Load {
    /** A selector wakes with millisecond precision; shorter waits spin. */
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LONGEST_MILLISECONDS = 60_000;
    /** Until the connections of a closed loop are out of step with each other. */
    private static final Duration RUN_IN = Duration.ofMillis(250);

    private final int port;
    private final Supplier<byte[]> requests;
    private final Predicate<Answer> right;

    /**
     * @param port of the service, on this machine
     * @param requests gives the next request, header and body
     */
    Load(int port, Supplier<byte[]> requests) {
        this(port, requests, answer -> true);
    }

    /** @param right whether an answer with the status 200 is correct */
    Load(int port, Supplier<byte[]> requests, Predicate<Answer> right) {
        this.port = port;
        this.requests = requests;
        this.right = right;
    }

    /**
     * Closed loop: each connection sends its next request after its answer.
     *
     * @param duration that counts, after a quarter of a second that does not
     */
    Outcome closed(int connections, Duration duration) throws IOException {
        long from = System.nanoTime() + RUN_IN.toNanos();
        Outcome outcome = new Outcome(from, from + duration.toNanos());
        return run(Schedule.always(RUN_IN.plus(duration)), connections, outcome);
    }

    /** Closed loop with a number of requests. */
    Outcome closed(int connections, int count) throws IOException {
        return run(Schedule.always(count), connections);
    }

    /** Closed loop until no server is listening. */
    Outcome closedUntilRefused(int connections) throws IOException {
        return run(Schedule.always(Integer.MAX_VALUE), connections);
    }

    /**
     * Latencies count from when a request is due, so that waiting for a connection is included.
     *
     * @param schedule when requests are due
     * @param connections most requests at a time
     */
    Outcome open(Schedule schedule, int connections) throws IOException {
        return run(schedule, connections);
    }

    private Outcome run(Schedule schedule, int connections) throws IOException {
        return run(schedule, connections, new Outcome());
    }

    private Outcome run(Schedule schedule, int connections, Outcome outcome) throws IOException {
        try (Selector selector = Selector.open()) {
            Clients clients = new Clients(selector, right, outcome);
            for (int i = 0; i < connections; i++) {
                clients.free.add(new Connection(port, selector));
            }
            long due = schedule.next(System.nanoTime());
            while ((due != Schedule.NO_MORE && !clients.free.isEmpty()) || !clients.waiting.isEmpty()) {
                while (due <= System.nanoTime() && !clients.free.isEmpty()) {
                    clients.send(requests.get(), due == Schedule.AT_ONCE ? System.nanoTime() : due);
                    due = schedule.next(System.nanoTime());
                }
                if (!awaitAnswers(selector, clients.free.isEmpty() ? Schedule.NO_MORE : due)) {
                    clients.giveUp();
                }
                clients.proceed();
            }
            clients.close();
            return outcome;
        }
    }

    /**
     * Waits for an answer, or until a request is due.
     *
     * @return whether there is either
     */
    private static boolean awaitAnswers(Selector selector, long due) throws IOException {
        if (due == Schedule.NO_MORE) {
            return selector.select(LONGEST_MILLISECONDS) > 0;
        }
        long left = due - System.nanoTime();
        if (left >= SHORT_NANOS) {
            selector.select(TimeUnit.NANOSECONDS.toMillis(left));
        } else {
            if (left > 0) {
                LockSupport.parkNanos(left);
            }
            selector.selectNow();
        }
        return true;
    }

    /** The connections of a run, and the outcomes of their requests. */
    private static final class Clients {
        private final Selector selector;
        private final Predicate<Answer> right;
        private final Outcome outcome;
        private final Deque<Connection> free = new ArrayDeque<>();
        private final Set<Connection> waiting = new HashSet<>();

        Clients(Selector selector, Predicate<Answer> right, Outcome outcome) {
            this.selector = selector;
            this.right = right;
            this.outcome = outcome;
        }

        /** On the connection that was used last, so that no more are opened than are needed. */
        void send(byte[] request, long due) {
            Connection connection = free.pop();
            if (connection.send(request, due)) {
                waiting.add(connection);
            } else {
                outcome.add(Outcome.REFUSED, 0);
            }
        }

        void proceed() {
            for (SelectionKey key : selector.selectedKeys()) {
                Connection connection = (Connection) key.attachment();
                int status = connection.proceed();
                if (status != Answer.INCOMPLETE && waiting.remove(connection)) {
                    outcome.add(became(status, connection), System.nanoTime() - connection.due());
                    free.push(connection);
                }
            }
            selector.selectedKeys().clear();
        }

        private int became(int status, Connection connection) {
            return status == Outcome.OK && !right.test(connection.answer()) ? Outcome.WRONG : status;
        }

        void giveUp() {
            waiting.forEach(connection -> outcome.add(Outcome.LOST, 0));
            waiting.forEach(Connection::close);
            waiting.clear();
        }

        void close() {
            free.forEach(Connection::close);
        }
    }
}

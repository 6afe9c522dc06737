package org.residual.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntSupplier;

/** Clients that send requests concurrently. {@code -Dcontainer.load=60} sets for how many seconds. */
final class Crowd {
    private static final Duration LOAD = Duration.ofSeconds(Integer.getInteger("container.load", 20));

    private Crowd() {}

    /**
     * @param clients how many; each sends its next request as soon as it has its answer
     * @param request sends one, and returns the answer's status
     * @return the statuses of all answers
     */
    static List<Integer> ask(int clients, IntSupplier request) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            long end = System.nanoTime() + LOAD.toNanos();
            List<Future<List<Integer>>> answers = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                answers.add(threads.submit(() -> askUntil(end, request)));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<List<Integer>> answer : answers) {
                statuses.addAll(answer.get());
            }
            return statuses;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Integer> askUntil(long end, IntSupplier request) {
        List<Integer> statuses = new ArrayList<>();
        while (System.nanoTime() < end) {
            statuses.add(request.getAsInt());
        }
        return statuses;
    }
}

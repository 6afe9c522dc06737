package org.residual.inference.request;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;

/**
 * Ends the wait for answers whose deadline has passed or whose client is gone. A single thread does so for all
 * requests.
 */
public final class AnswerWatch implements AutoCloseable {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    private final Map<CompletableFuture<?>, Client> clients = new ConcurrentHashMap<>();
    private final long interval;
    private final BackgroundLoop loop;

    /**
     * @param lookAfterClients how often to check whether clients are still there, for requests that have waited at
     *     least as long
     * @param loops gets one more
     */
    public AnswerWatch(Duration lookAfterClients, BackgroundLoops loops) {
        interval = lookAfterClients.toNanos();
        loop = loops.start(
                "answer-watch", lookAfterClients, lookAfterClients.plus(LONGEST_LOOK), this::giveUpOnThoseGone);
    }

    /**
     * @param answer is completed with a {@link DeadlineExceededException} once the deadline has passed, and with a
     *     {@link ClientGoneException} once the client is gone, unless it is complete by then
     * @param deadline of the request
     * @param clientGone whether the client is gone
     */
    public void watch(CompletableFuture<?> answer, Deadline deadline, BooleanSupplier clientGone) {
        watch(answer, deadline::exceeded, deadline.remainingNanos(), clientGone);
    }

    /**
     * @param answer is completed with a problem once the time is up, and with a {@link ClientGoneException} once the
     *     client is gone, unless it is complete by then
     * @param problem is created only then
     * @param nanos until the time is up
     * @param clientGone whether the client is gone
     */
    @SuppressWarnings("FutureReturnValueIgnored") // cannot fail
    public void watch(
            CompletableFuture<?> answer,
            Supplier<? extends RuntimeException> problem,
            long nanos,
            BooleanSupplier clientGone) {
        Future<?> timeIsUp = loop.schedule(() -> answer.completeExceptionally(problem.get()), nanos);
        clients.put(answer, new Client(clientGone, System.nanoTime()));
        answer.whenComplete((result, failure) -> {
            timeIsUp.cancel(false);
            clients.remove(answer);
        });
    }

    /** Most answers are complete before a check for the client is worth it. */
    private void giveUpOnThoseGone() {
        long now = System.nanoTime();
        clients.forEach((answer, client) -> {
            if (now - client.since() >= interval && client.gone().getAsBoolean()) {
                answer.completeExceptionally(new ClientGoneException());
            }
        });
    }

    /**
     * @param gone whether the client is gone
     * @param since when it began to wait, by the clock of {@link System#nanoTime}
     */
    private record Client(BooleanSupplier gone, long since) {}

    @Override
    public void close() {
        loop.close();
    }
}

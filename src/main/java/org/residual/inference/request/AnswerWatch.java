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
 * Ends the wait for answers whose time is up, and for those that nobody waits for any more. A single thread does so for
 * all requests.
 */
public final class AnswerWatch implements AutoCloseable {
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

    private final Map<CompletableFuture<?>, Client> clients = new ConcurrentHashMap<>();
    private final long interval;
    private final BackgroundLoop loop;

    /**
     * @param lookAfterClients how often to look whether they are still there, those that have waited as long at least
     * @param loops gets one more
     */
    public AnswerWatch(Duration lookAfterClients, BackgroundLoops loops) {
        interval = lookAfterClients.toNanos();
        loop = loops.start(
                "answer-watch", lookAfterClients, lookAfterClients.plus(LONGEST_LOOK), this::giveUpOnThoseGone);
    }

    /**
     * @param answer is completed with a {@link DeadlineExceededException} when the time is up, and with a
     *     {@link ClientGoneException} once the client is found to be gone, unless it is complete by then
     * @param deadline by when it has to be there
     * @param clientGone whether nobody waits for it any more
     */
    public void watch(CompletableFuture<?> answer, Deadline deadline, BooleanSupplier clientGone) {
        watch(answer, deadline::exceeded, deadline.remainingNanos(), clientGone);
    }

    /**
     * @param answer is completed with a problem when the time is up, and with a {@link ClientGoneException} once the client
     *     is found to be gone, unless it is complete by then
     * @param problem is asked for only then
     * @param nanos until the time is up
     * @param clientGone whether nobody waits for it any more
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

    /** Most answers are there before it is worth a look whether somebody still waits for them. */
    private void giveUpOnThoseGone() {
        long now = System.nanoTime();
        clients.forEach((answer, client) -> {
            if (now - client.since() >= interval && client.gone().getAsBoolean()) {
                answer.completeExceptionally(new ClientGoneException());
            }
        });
    }

    /**
     * @param gone whether it does not wait any more
     * @param since when it began to, by the clock of {@link System#nanoTime}
     */
    private record Client(BooleanSupplier gone, long since) {}

    @Override
    public void close() {
        loop.close();
    }
}

package org.residual.inference;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Ends the wait for answers whose time is up, and for those that nobody waits for any more. A single thread does so for
 * all requests.
 */
public final class AnswerWatch implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "answer-watch"));
    private final Map<CompletableFuture<?>, Client> clients = new ConcurrentHashMap<>();
    private final long interval;

    /**
     * @param lookAfterClients how often to look whether they are still there, those that have waited as long at least
     */
    public AnswerWatch(Duration lookAfterClients) {
        interval = lookAfterClients.toNanos();
        timer.setRemoveOnCancelPolicy(true);
        timer.scheduleWithFixedDelay(this::giveUpOnThoseGone, interval, interval, TimeUnit.NANOSECONDS);
    }

    /**
     * @param answer is completed with a {@link DeadlineExceededException} when the time is up, and with a
     *     {@link ClientGoneException} once the client is found to be gone, unless it is complete by then
     * @param deadline by when it has to be there
     * @param clientGone whether nobody waits for it any more
     */
    void watch(CompletableFuture<?> answer, Deadline deadline, BooleanSupplier clientGone) {
        Future<?> timeIsUp = timer.schedule(
                () -> answer.completeExceptionally(deadline.exceeded()),
                deadline.remainingNanos(),
                TimeUnit.NANOSECONDS);
        clients.put(answer, new Client(clientGone, System.nanoTime()));
        answer.whenComplete((result, problem) -> {
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
        timer.shutdownNow();
    }
}

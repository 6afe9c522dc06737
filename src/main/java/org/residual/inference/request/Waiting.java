package org.residual.inference.request;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The wait of a request for whatever it needs.
 *
 * @param watch ends the wait
 * @param deadline of the request
 * @param clientGone whether the client is gone
 */
public record Waiting(AnswerWatch watch, Deadline deadline, BooleanSupplier clientGone) {
    /**
     * Waits until the deadline has passed or the client is gone.
     *
     * @param coming is cancelled if the wait ends early
     * @param giveBack releases the result if it comes too late
     * @return the result
     * @throws DeadlineExceededException if the deadline passes first
     * @throws ClientGoneException if the client goes first
     */
    public <T> T receive(CompletableFuture<T> coming, Consumer<T> giveBack) {
        boolean received = false;
        try {
            if (!coming.isDone()) {
                watch.watch(coming, deadline, clientGone);
            }
            T thing = coming.join();
            received = true;
            return thing;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
        } finally {
            if (!received && !coming.cancel(false) && !coming.isCompletedExceptionally()) {
                giveBack.accept(coming.join());
            }
        }
    }

    /** Fails an answer early. */
    public void watch(CompletableFuture<?> answer) {
        watch.watch(answer, deadline, clientGone);
    }
}

package org.residual.inference.request;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * For how long a request waits, for whatever it needs.
 *
 * @param watch ends the wait
 * @param deadline of the request
 * @param clientGone tells whether nobody waits for its answer any more
 */
public record Waiting(AnswerWatch watch, Deadline deadline, BooleanSupplier clientGone) {
    /**
     * Waits for something until the time is up or the client is gone.
     *
     * @param coming is cancelled if it is waited for in vain
     * @param giveBack is what to do with it if it comes and cannot be used
     * @return what has come
     * @throws DeadlineExceededException if the time is up before
     * @throws ClientGoneException if the client is gone before
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

    /** Ends an answer early. */
    public void watch(CompletableFuture<?> answer) {
        watch.watch(answer, deadline, clientGone);
    }
}

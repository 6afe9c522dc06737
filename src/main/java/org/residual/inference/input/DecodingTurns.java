package org.residual.inference.input;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of concurrent decoding turns, given in the order of request. A waiting request can give up; its turn
 * then goes to the next. Safe for use by many threads.
 */
public final class DecodingTurns {
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int free;

    /** @param atATime how many turns at a time */
    public DecodingTurns(int atATime) {
        free = atATime;
    }

    /**
     * @return completes when it is its turn, which must then {@link #end}; completing it earlier with an exception
     *     gives the turn up
     */
    @SuppressWarnings("FutureReturnValueIgnored") // cannot fail
    CompletableFuture<Void> ask() {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        if (!takeOrWait(turn)) {
            turn.whenComplete((ignored, problem) -> {
                if (problem != null) {
                    forget(turn);
                }
            });
        }
        return turn;
    }

    private synchronized boolean takeOrWait(CompletableFuture<Void> turn) {
        if (free > 0) {
            free--;
            return turn.complete(null);
        }
        waiting.addLast(turn);
        return false;
    }

    private synchronized void forget(CompletableFuture<Void> turn) {
        waiting.remove(turn);
    }

    /** Gives a turn to the next that is still waiting. */
    void end() {
        CompletableFuture<Void> next = next();
        while (next != null && !next.complete(null)) {
            next = next();
        }
    }

    private synchronized @Nullable CompletableFuture<Void> next() {
        CompletableFuture<Void> next = waiting.pollFirst();
        if (next == null) {
            free++;
        }
        return next;
    }
}

package org.residual.inference.input;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns to decode, a fixed number at a time, in the order in which they are asked for. Whoever waits for one can be sent
 * away: the turn then goes to the next. Safe for use by many threads.
 */
public final class DecodingTurns {
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int free;

    /**
     * @param atATime how many there are
     */
    public DecodingTurns(int atATime) {
        free = atATime;
    }

    /**
     * @return completes when it is its turn, which then has to {@link #end}. Whoever completes it before with an
     *     exception gives it up.
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

    /** Gives a turn to the next that still waits. */
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

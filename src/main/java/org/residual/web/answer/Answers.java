package org.residual.web.answer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for answers. */
public final class Answers {
    private Answers() {}

    /**
     * @param answer completes with the answer or a problem, by the deadline of its request
     * @return the answer
     * @throws RuntimeException the problem, unchanged
     */
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}

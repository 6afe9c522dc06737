package org.residual.inference.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.residual.inference.request.ClientGoneException;

class DecodingTurnsTest {
    private final DecodingTurns turns = new DecodingTurns(2);

    @Test
    void asManyHaveTheirTurnAtATimeAsThereAre() {
        assertThat(turns.ask()).isCompleted();
        assertThat(turns.ask()).isCompleted();
        assertThat(turns.ask()).isNotDone();
    }

    @Test
    void aTurnThatEndsGoesToTheOneThatHasWaitedLongest() {
        turns.ask();
        turns.ask();
        CompletableFuture<Void> first = turns.ask();
        CompletableFuture<Void> second = turns.ask();
        turns.end();
        assertThat(first).isCompleted();
        assertThat(second).isNotDone();
    }

    @Test
    void whoWasSentAwayTakesNoTurnAlong() {
        turns.ask();
        turns.ask();
        CompletableFuture<Void> sentAway = turns.ask();
        CompletableFuture<Void> next = turns.ask();
        sentAway.completeExceptionally(new ClientGoneException());
        turns.end();
        assertThat(next).isCompleted();
    }

    @Test
    void turnsThatNobodyWaitsForAreThereForThoseWhoComeLater() {
        turns.ask();
        turns.ask();
        turns.ask().completeExceptionally(new ClientGoneException());
        turns.end();
        assertThat(turns.ask()).isCompleted();
        assertThat(turns.ask()).isNotDone();
    }
}

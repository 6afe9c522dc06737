package org.residual.inference.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PredictionTest {
    private final Prediction prediction = new Prediction(new float[] {-2.5f, -0.5f, -3f, -0.5f, -1f});

    @Test
    void hasTheMostProbableClassAsArgmaxAndTheFirstOfTwoEquals() {
        assertThat(prediction.argmax()).isEqualTo(1);
    }

    @Test
    void ranksClassesByProbability() {
        assertThat(prediction.top(4)).containsExactly(1, 3, 4, 0);
    }

    @Test
    void ranksNoMoreClassesThanThereAre() {
        assertThat(prediction.top(9)).containsExactly(1, 3, 4, 0, 2);
    }
}

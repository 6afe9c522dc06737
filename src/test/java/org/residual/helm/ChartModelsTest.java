package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which models a pod needs to be ready. */
class ChartModelsTest {
    @Test
    void theServiceIsToldWhichModelsHaveToBeReady() {
        assertThat(Chart.shipped().render("models").environment())
                .containsEntry("RESIDUAL_DEFAULTMODEL", "photos")
                .containsEntry("RESIDUAL_REQUIREDMODELS", "photos,letters")
                .containsEntry("RESIDUAL_STORE_MAYBEEMPTY", "true");
    }

    @Test
    void theServiceHasItsOwnDefaultsWhereNothingIsSaid() {
        assertThat(Chart.shipped().render("default").environment())
                .doesNotContainKeys("RESIDUAL_DEFAULTMODEL", "RESIDUAL_REQUIREDMODELS", "RESIDUAL_STORE_MAYBEEMPTY");
    }
}

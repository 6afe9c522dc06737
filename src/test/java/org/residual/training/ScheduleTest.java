package org.residual.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    /** {@code CosineAnnealingLR(optimizer, 10)} from a rate of 1, before each step. */
    private static final double[] COSINE = {
        1, 0.975528, 0.904508, 0.793893, 0.654508, 0.5, 0.345492, 0.206107, 0.095492, 0.024472
    };

    @Test
    void fallsAlongPyTorchsCosine() {
        for (int step = 0; step < COSINE.length; step++) {
            assertThat(Schedule.COSINE.factor(step / 10.0)).isCloseTo(COSINE[step], within(1e-6));
        }
    }

    /** {@code OneCycleLR}: from a 25th to the highest rate after 30 % of the steps, and to a 250,000th of it. */
    @Test
    void goesThroughOneCycle() {
        assertThat(Schedule.ONE_CYCLE.factor(0)).isCloseTo(0.04, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(0.15)).isCloseTo(0.52, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(0.3)).isCloseTo(1, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(0.65)).isCloseTo(0.500002, within(1e-12));
        assertThat(Schedule.ONE_CYCLE.factor(1)).isCloseTo(4e-6, within(1e-12));
    }

    @Test
    void mayStayAsItIs() {
        assertThat(Schedule.CONSTANT.factor(0.99)).isEqualTo(1);
    }
}

package org.residual.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    /** {@code CosineAnnealingLR(optimizer, 10)} from a rate of 1, before each step. */
    private static final double[] COSINE = {
        1, 0.975528, 0.904508, 0.793893, 0.654508, 0.5, 0.345492, 0.206107, 0.095492, 0.024472
    };

    @Test
    void fallsAlongPyTorchsCosine() {
        for (int step = 0; step < COSINE.length; step++) {
            assertThat(Schedule.COSINE.factor(step, 10)).isCloseTo(COSINE[step], within(1e-6));
        }
    }

    @ParameterizedTest
    @CsvFileSource(files = "src/test/resources/schedules/one-cycle.csv", numLinesToSkip = 1)
    void goesThroughPyTorchsCycle(long steps, long step, double rate, double momentum) {
        assertThat(Schedule.ONE_CYCLE.factor(step, steps)).isCloseTo(rate, within(1e-10));
        assertThat(Schedule.ONE_CYCLE.momentum(step, steps)).isCloseTo(momentum, within(1e-10));
    }

    @ParameterizedTest
    @EnumSource(names = "ONE_CYCLE", mode = EnumSource.Mode.EXCLUDE)
    void leavesTheMomentumAsItIs(Schedule schedule) {
        assertThat(schedule.momentum(7, 10)).isEqualTo(0.9);
    }

    @Test
    void mayStayAsItIs() {
        assertThat(Schedule.CONSTANT.factor(9, 10)).isEqualTo(1);
    }
}

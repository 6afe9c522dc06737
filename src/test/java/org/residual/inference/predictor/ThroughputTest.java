package org.residual.inference.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.store.version.ReadyVersion;
import org.residual.support.DigitVersions;

@ExtendWith(DigitVersions.Resolver.class)
class ThroughputTest {
    private static final long MILLI = 1_000_000;

    private static ReadyVersion slow;
    private static ReadyVersion fast;

    private final Throughput throughput = new Throughput(2);

    @BeforeAll
    static void load(DigitVersions digits) {
        slow = digits.resnet();
        fast = digits.convbnnet();
    }

    @Test
    void eachVersionTakesTheTimeThatItsOwnImagesTook() {
        throughput.count(slow, 4, 40 * MILLI);
        throughput.count(fast, 4, 8 * MILLI);
        // Two predictors share 3 images of 10 ms and 5 of 2 ms.
        assertThat(throughput.timeFor(Map.of(slow, 3, fast, 5))).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void theLatestBatchCountsATenth() {
        throughput.count(slow, 1, 10 * MILLI);
        throughput.count(slow, 1, 20 * MILLI);
        assertThat(throughput.timeFor(Map.of(slow, 2))).isEqualTo(Duration.ofMillis(11));
    }

    @Test
    void ofAVersionThatHasAnsweredNothingNothingIsExpected() {
        assertThat(throughput.timeFor(Map.of(slow, 1000))).isZero();
    }
}

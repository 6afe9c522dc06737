package org.residual.inference.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

class ThroughputTest {
    private static final long MILLI = 1_000_000;

    private static ReadyVersion slow;
    private static ReadyVersion fast;

    private final Throughput throughput = new Throughput(2);

    @BeforeAll
    static void load() {
        VersionLoader loader = new VersionLoader(1);
        slow = loader.load(VersionFolder.at(Path.of("model-store/digits-resnet/1")));
        fast = loader.load(VersionFolder.at(Path.of("model-store/digits-convbnnet/1")));
    }

    @AfterAll
    static void unload() {
        slow.close();
        fast.close();
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

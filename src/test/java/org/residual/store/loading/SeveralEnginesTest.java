package org.residual.store.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.residual.engine.Engine;
import org.residual.engine.Engines;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.VersionFiles;
import org.residual.store.file.AnswerNotReproducedException;
import org.residual.store.version.ReadyVersion;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The engine of a version: the first that reproduces the known answer. */
@ExtendWith(OutputCaptureExtension.class)
class SeveralEnginesTest {
    private static final Engine REFERENCE = Engines.installed().reference();
    private static final int LARGEST_BATCH = 3;

    @TempDir
    private Path models;

    private ReadyVersion load(Engine... inOrder) throws IOException {
        Engines engines = new Engines(List.of(inOrder), REFERENCE);
        return new VersionLoader(engines, List.of(ComputeDevice.CPU), LARGEST_BATCH, ModelMemory.ANY, () -> {})
                .load(VersionFiles.small(models.resolve("digits").resolve("1")).folder());
    }

    @Test
    void theFirstThatGivesTheKnownAnswerComputesIt() throws IOException {
        try (ReadyVersion version = load(new Altered("right", answer -> answer), REFERENCE)) {
            assertThat(version.engines()).containsOnlyKeys(ComputeDevice.CPU).containsValue("right");
        }
    }

    @Test
    void theNextTakesOverFromOneThatIsWrongAndTheLogSaysWhy(CapturedOutput output) throws IOException {
        Altered wrong = new Altered("wrong", answer -> {
            answer[0] += 0.25f;
            return answer;
        });
        try (ReadyVersion version = load(wrong, REFERENCE)) {
            assertThat(version.engines()).containsValue(REFERENCE.name());
            assertThat(version.knownAnswerError()).isLessThan(1e-5);
        }
        assertThat(wrong.open).hasValue(0);
        assertThat(output).contains("digits version 1 is not run by wrong on cpu: The known answer was not reproduced");
    }

    @Test
    void theNextTakesOverFromOneThatCannotLoadIt(CapturedOutput output) throws IOException {
        Altered missing = new Altered("missing", answer -> answer) {
            @Override
            public PreparedNetwork prepare(StoredNetwork network, ComputeDevice device) {
                throw new UnsatisfiedLinkError("no such library");
            }
        };
        try (ReadyVersion version = load(missing, REFERENCE)) {
            assertThat(version.engines()).containsValue(REFERENCE.name());
        }
        assertThat(output).contains("is not run by missing on cpu: no such library");
    }

    @Test
    void itIsNotServedWhereNoneGivesTheKnownAnswerWhichIsForTheCallerToTell(CapturedOutput output) {
        Altered wrong = new Altered("wrong", answer -> new float[answer.length]);
        assertThatThrownBy(() -> load(wrong, wrong)).isInstanceOf(AnswerNotReproducedException.class);
        assertThat(wrong.open).hasValue(0);
        assertThat(output).doesNotContain("is not run by");
    }

    @Test
    void anAnswerOfAnotherLengthIsNotTheKnownOne() {
        Altered longer = new Altered("longer", answer -> new float[2 * answer.length]);
        assertThatThrownBy(() -> load(longer)).isInstanceOf(AnswerNotReproducedException.class);
    }

    /** Answers like the reference, with a change; counts the networks that are not closed. */
    private static class Altered implements Engine {
        private final String name;
        private final UnaryOperator<float[]> change;
        private final AtomicInteger open = new AtomicInteger();

        Altered(String name, UnaryOperator<float[]> change) {
            this.name = name;
            this.change = change;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void start() {}

        @Override
        public boolean runs(StoredNetwork network, ComputeDevice device) {
            return true;
        }

        @Override
        public long preparedBytes(StoredNetwork network, ComputeDevice device) {
            return REFERENCE.preparedBytes(network, device);
        }

        @Override
        public PreparedNetwork prepare(StoredNetwork network, ComputeDevice device) throws IOException {
            PreparedNetwork right = REFERENCE.prepare(network, device);
            open.incrementAndGet();
            return new PreparedNetwork() {
                @Override
                public float[] logProbabilities(ImageBatch images) {
                    return change.apply(right.logProbabilities(images));
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                    right.close();
                }
            };
        }
    }
}

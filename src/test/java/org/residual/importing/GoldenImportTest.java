package org.residual.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.Golden;
import org.residual.nn.Statistics;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.version.ReadyVersion;
import picocli.CommandLine;

/** Files of PyTorch, with answers in float64, are imported by the command alone. */
class GoldenImportTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource("org.residual.nn.Golden#withStatistics")
    void becomesAVersionThatReproducesWhatPyTorchAnswers(Golden golden, Statistics statistics) throws IOException {
        Path weights = directory.resolve("net.safetensors");
        Safetensors.write(weights, golden.weights());
        Path answers = directory.resolve("answers.safetensors");
        Safetensors.write(answers, golden.knownAnswer(statistics));
        StringWriter err = new StringWriter();
        int exitCode = new CommandLine(new ImportCommand())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        weights.toString(),
                        "--model=golden",
                        "--known-answer=" + answers,
                        "--store=" + directory.resolve("store"));
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        Path version = directory.resolve("store").resolve("golden").resolve("1");
        try (ReadyVersion ready = new VersionLoader(4).load(VersionFolder.at(version))) {
            assertThat(ready.descriptor().network()).isEqualTo(golden.configuration(statistics));
            assertThat(ready.knownAnswerError()).isPositive().isLessThan(1e-5);
        }
    }
}

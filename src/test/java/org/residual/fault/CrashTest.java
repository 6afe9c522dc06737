package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The process crashes at any moment; the next one works. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrashTest {
    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = Models.storeIn(directory);
    }

    @Test
    void aCrashOfNativeCodeEndsTheProcessWithAReportAndTheNextOneAnswers() throws Exception {
        Path report = directory.resolve("crash.log");
        try (ServiceProcess service =
                ServiceProcess.of(store).java("-XX:ErrorFile=" + report).start()) {
            Models.assertAnswers(service.client(), 1);
            service.signal("SEGV");
            assertThat(service.awaitEnd()).isNotZero();
        }
        assertThat(report).content().contains("SIGSEGV");
        assertTheNextOneAnswers(1);
    }

    @Test
    void killedWhileAVersionIsHalfCopiedItServesTheOneBeforeUntilTheRestIsThere() throws Exception {
        Path copied = store.resolve(Models.DIGITS).resolve("2");
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            Models.putIn(store, 2);
            cutInHalf(copied.resolve("weights.safetensors"));
            service.signal("KILL");
            assertThat(service.awaitEnd()).isEqualTo(128 + 9);
        }
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            Models.assertAnswers(service.client(), 1);
            Files.copy(
                    store.resolve(Models.DIGITS).resolve("1/weights.safetensors"),
                    copied.resolve("weights.safetensors"),
                    StandardCopyOption.REPLACE_EXISTING);
            Models.awaitStatus(service.client(), 2, 200);
            Models.assertAnswers(service.client(), 2);
        }
    }

    private void assertTheNextOneAnswers(int version) throws IOException, InterruptedException {
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            assertThat(service.readiness()).isEqualTo(200);
            Models.assertAnswers(service.client(), version);
        }
    }

    private static void cutInHalf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }
}

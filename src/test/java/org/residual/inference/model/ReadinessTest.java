package org.residual.inference.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.residual.store.ModelStore;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

@ExtendWith(OutputCaptureExtension.class)
class ReadinessTest {
    private static final String DIGITS = "digits";

    @TempDir
    private Path root;

    private ModelStore store;

    @BeforeEach
    void openAnEmptyStore() {
        store = ModelStore.open(
                Origin.of(root), new VersionLoader(1), VersionPolicy.all(), Duration.ofHours(1), System::nanoTime);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void put(String model) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store/digits-convbnnet"), root.resolve(model));
        store.load(model);
    }

    private void putBroken(String model) throws IOException {
        Files.createDirectories(root.resolve(model).resolve("1"));
        store.load(model);
    }

    @Test
    void aRequiredModelHasToBeReady(CapturedOutput output) throws IOException {
        Readiness readiness = new Readiness(store, Set.of(DIGITS), true);
        assertThat(readiness.isReady()).isFalse();
        assertThat(readiness.unready()).containsEntry(DIGITS, "missing: the model store holds no model");
        assertThat(output).contains("WARN").contains("digits=missing: the model store holds no model");
        put("letters");
        assertThat(readiness.unready()).containsEntry(DIGITS, "missing: the model store holds only letters");
        put(DIGITS);
        assertThat(readiness.isReady()).isTrue();
        store.unload(DIGITS);
        assertThat(readiness.unready()).containsEntry(DIGITS, "unloaded");
    }

    @Test
    void aRequiredModelThatFailedIsNotReady() throws IOException {
        Readiness readiness = new Readiness(store, Set.of(DIGITS), false);
        putBroken(DIGITS);
        assertThat(readiness.unready()).containsEntry(DIGITS, "no version is ready");
    }

    @Test
    void anEmptyStoreIsReadyWhereNoModelIsRequired() {
        assertThat(new Readiness(store, Set.of(), true).isReady()).isTrue();
    }

    @Test
    void anotherModelThatFailedCountsOnlyWhereItIsToldTo() throws IOException {
        put(DIGITS);
        putBroken("letters");
        assertThat(new Readiness(store, Set.of(DIGITS), true).unready()).containsOnlyKeys("letters");
        assertThat(new Readiness(store, Set.of(DIGITS), false).isReady()).isTrue();
    }

    @Test
    void anotherModelThatIsStillCopiedKeepsNobodyWaiting() throws IOException {
        put(DIGITS);
        Files.createDirectories(root.resolve("letters").resolve("1"));
        store.refresh();
        assertThat(store.model("letters").orElseThrow().serving()).isEmpty();
        assertThat(new Readiness(store, Set.of(DIGITS), true).isReady()).isTrue();
    }
}

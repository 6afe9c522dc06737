package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.engine.Batches;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.file.InvalidModelException;
import org.residual.store.listing.Origin;
import org.residual.store.listing.PassedOver;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.Model;

class ModelStoreTest {
    @TempDir
    private Path root;

    private ModelStore open() {
        return ModelStore.open(
                Origin.of(root), new VersionLoader(2), VersionPolicy.all(), Duration.ZERO, System::nanoTime);
    }

    private VersionFiles version(String model, String version) throws IOException {
        return VersionFiles.small(root.resolve(model).resolve(version));
    }

    private static long serving(ModelStore store, String model) {
        return store.model(model).orElseThrow().serving().orElseThrow().number();
    }

    @Test
    void holdsAllVersionsOfAllModels() throws IOException {
        version("digits", "1");
        version("digits", "2");
        version("letters.v2_final-3", "7");
        try (ModelStore store = open()) {
            assertThat(store.models()).extracting(Model::name).containsExactly("digits", "letters.v2_final-3");
            assertThat(store.model("digits").orElseThrow().versions()).containsOnlyKeys(1L, 2L);
            assertThat(store.model("letters.v2_final-3").orElseThrow().versions())
                    .containsOnlyKeys(7L);
        }
    }

    @Test
    void servesTheHighestVersionByNumber() throws IOException {
        version("digits", "9");
        version("digits", "10");
        version("digits", "1");
        try (ModelStore store = open()) {
            assertThat(serving(store, "digits")).isEqualTo(10);
        }
    }

    @Test
    void holdsVersionsThatAreNumberedByATime() throws IOException {
        version("digits", "1764455467");
        version("digits", "1764455467123456789");
        version("digits", "9223372036854775807");
        try (ModelStore store = open()) {
            assertThat(store.model("digits").orElseThrow().versions())
                    .containsOnlyKeys(1764455467L, 1764455467123456789L, Long.MAX_VALUE);
            assertThat(serving(store, "digits")).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void servesTheHighestReadyVersionWhereAHigherOneFailed() throws IOException {
        version("digits", "1");
        version("digits", "2");
        Files.delete(version("digits", "3").weights());
        try (ModelStore store = open()) {
            assertThat(serving(store, "digits")).isEqualTo(2);
        }
    }

    @Test
    void keepsTheReasonWhyAVersionFailed() throws IOException {
        Files.delete(version("digits", "3").weights());
        try (ModelStore store = open()) {
            Model model = store.model("digits").orElseThrow();
            assertThat(model.versions().get(3L))
                    .isEqualTo(new FailedVersion(3, "weights.safetensors is missing.", Optional.empty()));
            assertThat(model.serving()).isEmpty();
        }
    }

    @Test
    void isNotDisturbedByAModelThatFails() throws IOException {
        version("digits", "1");
        Files.createDirectories(root.resolve("broken").resolve("1"));
        try (ModelStore store = open()) {
            assertThat(serving(store, "digits")).isEqualTo(1);
            assertThat(store.model("broken").orElseThrow().serving()).isEmpty();
        }
    }

    @Test
    void passesOverWhatIsNeitherAModelNorAVersion() throws IOException {
        version("digits", "1");
        for (String name : new String[] {".git", "..data", "two words", "a:b"}) {
            Files.createDirectories(root.resolve(name).resolve("1"));
        }
        for (String name : new String[] {"0", "01", "-1", "1.0", "v2", "latest", "9223372036854775808", ".1"}) {
            Files.createDirectories(root.resolve("digits").resolve(name));
        }
        Files.writeString(root.resolve("README"), "");
        Files.writeString(root.resolve("digits").resolve("2"), "");
        try (ModelStore store = open()) {
            assertThat(store.models()).extracting(Model::name).containsExactly("digits");
            assertThat(store.model("digits").orElseThrow().versions()).containsOnlyKeys(1L);
            assertThat(store.passedOver())
                    .extracting(PassedOver::path)
                    .containsExactlyInAnyOrder(
                            "a:b",
                            "two words",
                            "digits/-1",
                            "digits/0",
                            "digits/01",
                            "digits/1.0",
                            "digits/9223372036854775808",
                            "digits/latest",
                            "digits/v2");
        }
    }

    @Test
    void namesTheMistakeWhereFilesOfAVersionLieElsewhere() throws IOException {
        VersionFiles.small(root);
        VersionFiles.small(root.resolve("digits"));
        try (ModelStore store = open()) {
            assertThat(store.passedOver())
                    .contains(
                            new PassedOver(
                                    "model.yaml",
                                    "a version's file at the root of the store: move the version to MODEL/1, such as"
                                            + " digits/1."),
                            new PassedOver(
                                    "digits/model.yaml",
                                    "a version's file beside the versions: move the version to digits/1."));
        }
    }

    @Test
    void holdsAModelWithoutAVersion() throws IOException {
        Files.createDirectory(root.resolve("empty"));
        try (ModelStore store = open()) {
            assertThat(store.model("empty").orElseThrow().versions()).isEmpty();
            assertThat(store.model("empty").orElseThrow().serving()).isEmpty();
        }
    }

    @Test
    void mayBeEmpty() {
        try (ModelStore store = open()) {
            assertThat(store.models()).isEmpty();
            assertThat(store.model("digits")).isEmpty();
        }
    }

    @Test
    void saysSoWhereThereIsNoSuchFolder() {
        Path missing = root.resolve("missing");
        assertThatThrownBy(() -> ModelStore.open(
                        Origin.of(missing), new VersionLoader(1), VersionPolicy.all(), Duration.ZERO, System::nanoTime))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("The model store's folder '" + missing + "' is missing or cannot be read.");
    }

    @Test
    void saysSoWhereThereIsAFileInstead() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");
        assertThatThrownBy(() -> ModelStore.open(
                        Origin.of(file), new VersionLoader(1), VersionPolicy.all(), Duration.ZERO, System::nanoTime))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("'" + file + "'");
    }

    @Test
    void givesTheNetworksMemoryBackWhenItIsClosed() throws IOException {
        version("digits", "1");
        ModelStore store = open();
        PreparedNetwork network =
                store.model("digits").orElseThrow().serving().orElseThrow().network(ComputeDevice.CPU);
        ImageBatch image = Batches.of(new float[3 * 9 * 9], 1, 9, 9);
        assertThat(network.logProbabilities(image)).hasSize(3);
        store.close();
        assertThatThrownBy(() -> network.logProbabilities(image)).isInstanceOf(IllegalStateException.class);
    }
}

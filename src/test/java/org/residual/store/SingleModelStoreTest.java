package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.store.file.Labels;
import org.residual.store.listing.Origin;
import org.residual.store.listing.PassedOver;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;

/** A store that is the folder of one model, with a given name. */
class SingleModelStoreTest {
    @TempDir
    private Path directory;

    private ModelStore open(Path root) {
        return ModelStore.open(
                Origin.of(root, Optional.of("numbers")),
                new VersionLoader(1),
                VersionPolicy.all(),
                Duration.ZERO,
                System::nanoTime);
    }

    private Path root() {
        return directory.resolve("models");
    }

    private Model model(ModelStore store) {
        assertThat(store.models()).extracting(Model::name).containsExactly("numbers");
        return store.model("numbers").orElseThrow();
    }

    @Test
    void servesTheFilesOfItsFolderAsVersion1() throws IOException {
        VersionFiles.small(root());
        Labels.write(root(), List.of("zero", "one", "two"));
        try (ModelStore store = open(root())) {
            ReadyVersion version = model(store).serving().orElseThrow();
            assertThat(version.number()).isEqualTo(1);
            assertThat(version.labels()).containsExactly("zero", "one", "two");
            assertThat(store.passedOver()).isEmpty();
        }
    }

    @Test
    void servesTheVersionsInItsFolderWithTheLabelsBesideThem() throws IOException {
        VersionFiles.small(root().resolve("1"));
        VersionFiles.small(root().resolve("7"));
        Labels.write(root(), List.of("zero", "one", "two"));
        try (ModelStore store = open(root())) {
            assertThat(model(store).versions()).containsOnlyKeys(1L, 7L);
            assertThat(model(store).serving().orElseThrow().labels()).containsExactly("zero", "one", "two");
        }
    }

    @Test
    void takesNoLabelsFromBesideItsFolder() throws IOException {
        VersionFiles.small(root());
        Labels.write(directory, List.of("somebody", "else's", "labels"));
        try (ModelStore store = open(root())) {
            assertThat(model(store).serving().orElseThrow().labels()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2"})
    @DisabledOnOs(OS.WINDOWS)
    void followsNoLinkOutOfItsFolder(String version) throws IOException {
        Path files = root().resolve(version);
        VersionFiles.small(files);
        Path outside = Files.move(files.resolve("model.yaml"), directory.resolve("model.yaml"));
        Files.createSymbolicLink(files.resolve("model.yaml"), outside.toAbsolutePath());
        try (ModelStore store = open(root())) {
            assertThat(model(store).versions().values())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            FailedVersion.class,
                            failed -> assertThat(failed.reason()).contains("is outside the model store"));
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void mayItselfBeALink() throws IOException {
        VersionFiles.small(root());
        Path link = Files.createSymbolicLink(directory.resolve("mounted"), root().toAbsolutePath());
        try (ModelStore store = open(link)) {
            assertThat(model(store).serving()).isPresent();
        }
    }

    @Test
    void saysWhatIsMissingOfItsFiles() throws IOException {
        VersionFiles.small(root());
        Files.delete(root().resolve("model.yaml"));
        try (ModelStore store = open(root())) {
            assertThat(model(store).versions().get(1L))
                    .isEqualTo(new FailedVersion(1, "model.yaml is missing.", Optional.empty()));
        }
    }

    @Test
    void namesTheFoldersBesideTheFilesOfAVersion() throws IOException {
        VersionFiles.small(root());
        VersionFiles.small(root().resolve("2"));
        Files.createDirectory(root().resolve("..data"));
        try (ModelStore store = open(root())) {
            assertThat(model(store).versions()).containsOnlyKeys(1L);
            assertThat(store.passedOver()).extracting(PassedOver::path).containsExactly("numbers/2");
        }
    }

    @Test
    void hasNoModelWhereItIsEmpty() throws IOException {
        Files.createDirectory(root());
        try (ModelStore store = open(root())) {
            assertThat(store.models()).isEmpty();
            VersionFiles.small(root());
            store.refresh();
            assertThat(model(store).serving()).isPresent();
        }
    }

    @Test
    void takesUpFilesThatChange() throws IOException {
        VersionFiles.small(root());
        try (ModelStore store = open(root())) {
            ReadyVersion before = model(store).serving().orElseThrow();
            Labels.write(root(), List.of("zero", "one", "two"));
            store.refresh();
            ReadyVersion now = model(store).serving().orElseThrow();
            assertThat(now).isNotSameAs(before);
            assertThat(now.labels()).hasSize(3);
        }
    }
}

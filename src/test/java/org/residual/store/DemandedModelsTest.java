package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.LoadingVersion;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.UnloadedVersion;
import org.residual.store.version.Version;

/** A store of four models, with one pinned and two loaded at a time. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DemandedModelsTest {
    @TempDir
    private Path root;

    private ModelStore store;

    @BeforeEach
    void open() throws IOException {
        for (String model : List.of("a", "b", "c", "main")) {
            VersionFiles.small(root.resolve(model).resolve("1"));
        }
        store = ModelStore.open(
                Origin.of(root),
                new VersionLoader(1),
                VersionPolicy.all(),
                HeldModels.atMost(2, Set.of("main")),
                Duration.ZERO,
                System::nanoTime);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Version version(String model) {
        return store.model(model).orElseThrow().versions().get(1L);
    }

    private List<String> ready() {
        return store.models().stream()
                .filter(model -> model.serving().isPresent())
                .map(Model::name)
                .toList();
    }

    @Test
    void onlyThoseThatMustBeAreLoadedAtFirst() {
        assertThat(ready()).containsExactly("main");
        assertThat(version("a")).isEqualTo(new UnloadedVersion(1));
    }

    @Test
    void oneThatIsAskedForIsLoadedInPlaceOfAnother() {
        store.demand("a").join();
        assertThat(ready()).containsExactly("a", "main");
        store.demand("b").join();
        assertThat(ready()).containsExactly("b", "main");
        assertThat(version("a")).isEqualTo(new UnloadedVersion(1));
    }

    @Test
    void oneThatGoesOutLastsAsLongAsRequestsUseIt() {
        store.demand("a").join();
        ReadyVersion used = (ReadyVersion) version("a");
        assertThat(used.retain()).isTrue();
        store.demand("b").join();
        assertThat(ready()).containsExactly("b", "main");
        assertThat(used.retain()).as("still there").isTrue();
        used.release();
        used.release();
        assertThat(used.retain()).as("gone with its last request").isFalse();
    }

    @Test
    void allWhoAskForOneWaitForTheSameLoading() {
        AtomicInteger loadings = new AtomicInteger();
        store.whenChanged(() -> loadings.addAndGet(version("a") instanceof LoadingVersion ? 1 : 0));
        CompletableFuture<?>[] all =
                Stream.generate(() -> store.demand("a")).limit(20).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).join();
        assertThat(ready()).contains("a");
        assertThat(loadings).hasValue(1);
    }

    @Test
    void aLookAtTheDiskLoadsNoneThatNobodyAskedFor() throws IOException {
        Files.setLastModifiedTime(root.resolve("a/1/model.yaml"), FileTime.fromMillis(1_000_000));
        store.refresh();
        assertThat(ready()).containsExactly("main");
    }

    @Test
    void oneThatWasUnloadedByNameStaysOut() {
        store.demand("a").join();
        store.unload("a");
        store.demand("a").join();
        assertThat(store.model("a")).isEmpty();
        assertThat(store.unloaded()).containsExactly("a");
    }

    @Test
    void oneThatIsLoadedByNameCountsAsAskedFor() throws IOException {
        store.demand("a").join();
        assertThat(store.load("b").orElseThrow().serving()).isPresent();
        assertThat(ready()).containsExactly("b", "main");
    }

    @Test
    void oneThatCannotBeTrustedSaysWhy() throws IOException {
        Files.delete(root.resolve("c/1/weights.safetensors"));
        store.demand("c").join();
        assertThat(version("c"))
                .isInstanceOfSatisfying(
                        FailedVersion.class,
                        failed -> assertThat(failed.reason()).contains("is missing"));
    }

    @Test
    void askingForWhatThereIsNotEndsAtOnce() {
        assertThat(store.demand("nobody")).isDone();
        assertThat(store.demand("main")).isDone();
    }
}

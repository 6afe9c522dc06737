package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.store.listing.Origin;
import org.residual.store.listing.Origin.Update;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.LoadingVersion;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;

/** The store follows the disk; only the tests move its clock. */
class LiveModelStoreTest {
    private static final int CHANGES = 20;
    private static final Duration SETTLE_TIME = Duration.ofSeconds(2);

    @TempDir
    private Path root;

    private final AtomicLong clock = new AtomicLong();
    private ModelStore store;

    private void open(String policy) {
        open(policy, Origin.of(root));
    }

    private void open(String policy, Origin origin) {
        store = ModelStore.open(origin, new VersionLoader(2), VersionPolicy.parse(policy), SETTLE_TIME, clock::get);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private VersionFiles version(int number) throws IOException {
        return VersionFiles.small(root.resolve("digits").resolve(Integer.toString(number)), number);
    }

    private void delete(int number) throws IOException {
        Path directory = root.resolve("digits").resolve(Integer.toString(number));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private void settle() {
        store.refresh();
        clock.addAndGet(SETTLE_TIME.toNanos());
        store.refresh();
    }

    private Model model() {
        return store.model("digits").orElseThrow();
    }

    private ReadyVersion serving() {
        return model().serving().orElseThrow();
    }

    private boolean isClosed(ReadyVersion version) {
        boolean open = version.retain();
        if (open) {
            version.release();
        }
        return !open;
    }

    @Test
    void servesANewVersionOnceItsFilesHaveBeenStill() throws IOException {
        version(1);
        open("all");
        version(2);
        assertThat(store.refresh()).as("something has to settle").isTrue();
        assertThat(serving().number()).isEqualTo(1);
        assertThat(model().versions().get(2L)).isEqualTo(new LoadingVersion(2));
        clock.addAndGet(SETTLE_TIME.toNanos());
        assertThat(store.refresh()).as("something has to settle").isFalse();
        assertThat(serving().number()).isEqualTo(2);
    }

    @Test
    void waitsAnewWhileFilesOfAVersionAreStillCopied() throws IOException {
        version(1);
        open("all");
        VersionFiles copied = version(2);
        byte[] weights = Files.readAllBytes(copied.weights());
        Files.write(copied.weights(), new byte[10]);
        store.refresh();
        clock.addAndGet(SETTLE_TIME.toNanos() - 1);
        Files.write(copied.weights(), weights);
        store.refresh();
        clock.addAndGet(1);
        store.refresh();
        assertThat(model().versions().get(2L)).isEqualTo(new LoadingVersion(2));
        clock.addAndGet(SETTLE_TIME.toNanos());
        store.refresh();
        assertThat(serving().number()).isEqualTo(2);
    }

    @Test
    void servesANewModel() throws IOException {
        version(1);
        open("all");
        VersionFiles.small(root.resolve("letters").resolve("1"));
        settle();
        assertThat(store.models()).extracting(Model::name).containsExactly("digits", "letters");
    }

    @Test
    void dropsARemovedVersionAndClosesIt() throws IOException {
        version(1);
        version(2);
        open("all");
        ReadyVersion removed = serving();
        delete(2);
        store.refresh();
        assertThat(serving().number()).isEqualTo(1);
        assertThat(isClosed(removed)).isTrue();
    }

    @Test
    void closesARemovedVersionNotBeforeItsLastUseHasEnded() throws IOException {
        version(1);
        version(2);
        open("all");
        ReadyVersion removed = serving();
        assertThat(removed.retain()).isTrue();
        delete(2);
        store.refresh();
        assertThat(isClosed(removed)).isFalse();
        removed.release();
        assertThat(isClosed(removed)).isTrue();
    }

    @Test
    void takesUpChangedLabels() throws IOException {
        version(1);
        open("all");
        ReadyVersion before = serving();
        Files.write(root.resolve("digits").resolve("labels.txt"), List.of("zero", "one", "two"));
        settle();
        assertThat(serving().labels()).containsExactly("zero", "one", "two");
        assertThat(isClosed(before)).isTrue();
    }

    @Test
    void servesWeightsThatWereOverwrittenIfTheyGiveTheirKnownAnswer() throws IOException {
        version(1);
        open("all");
        ReadyVersion before = serving();
        VersionFiles.small(root.resolve("digits").resolve("1"), 7);
        settle();
        assertThat(serving()).isNotSameAs(before);
        assertThat(isClosed(before)).isTrue();
    }

    @Test
    void goesOnServingWhatWasReadyWhereAnUpdateFailsAndSaysWhy() throws IOException {
        VersionFiles files = version(1);
        open("all");
        ReadyVersion before = serving();
        Files.delete(files.weights());
        settle();
        assertThat(serving()).isSameAs(before);
        assertThat(isClosed(before)).isFalse();
        assertThat(model().rejectedUpdates()).containsEntry(1L, "weights.safetensors is missing.");
    }

    @Test
    void loadsAFailedVersionAgainWhenItsFilesChange() throws IOException {
        VersionFiles files = version(1);
        byte[] weights = Files.readAllBytes(files.weights());
        Files.delete(files.weights());
        open("all");
        assertThat(model().versions().get(1L)).isInstanceOf(FailedVersion.class);
        Files.write(files.weights(), weights);
        settle();
        assertThat(serving().number()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsLoadedWhileTheStoreCannotBeRead() throws IOException {
        version(1);
        open("all");
        Path elsewhere = root.resolveSibling(root.getFileName() + "-gone");
        Files.move(root, elsewhere);
        store.refresh();
        assertThat(serving().number()).isEqualTo(1);
        Files.move(elsewhere, root);
    }

    @Test
    void holdsOnlyTheHighestReadyVersionUnderThePolicyLatest() throws IOException {
        version(1);
        version(2);
        open("latest");
        assertThat(model().versions()).containsOnlyKeys(2L);
        version(3);
        settle();
        assertThat(model().versions()).containsOnlyKeys(3L);
    }

    @Test
    void holdsALowerVersionUnderThePolicyLatestWhereTheHigherOneFails() throws IOException {
        version(1);
        open("latest");
        Files.delete(version(2).weights());
        settle();
        assertThat(serving().number()).isEqualTo(1);
        assertThat(model().versions().get(2L)).isInstanceOf(FailedVersion.class);
    }

    @Test
    void holdsAsManyVersionsAsThePolicySays() throws IOException {
        for (int number = 1; number <= 4; number++) {
            version(number);
        }
        open("latest:2");
        assertThat(model().versions()).containsOnlyKeys(3L, 4L);
    }

    @Test
    void holdsTheVersionsThatThePolicyLists() throws IOException {
        for (int number = 1; number <= 4; number++) {
            version(number);
        }
        open("1,3");
        assertThat(model().versions()).containsOnlyKeys(1L, 3L);
    }

    @Test
    void keepsAnUnloadedModelOutUntilItIsLoadedAgain() throws IOException {
        version(1);
        open("all");
        ReadyVersion before = serving();
        assertThat(store.unload("digits")).isTrue();
        store.refresh();
        assertThat(store.model("digits")).isEmpty();
        assertThat(store.unloaded()).containsExactly("digits");
        assertThat(isClosed(before)).isTrue();
        assertThat(store.load("digits")).isPresent();
        assertThat(serving().number()).isEqualTo(1);
        assertThat(store.unloaded()).isEmpty();
    }

    @Test
    void loadsANewVersionAtOnceWhereItsModelIsAskedFor() throws IOException {
        version(1);
        open("all");
        version(2);
        store.load("digits");
        assertThat(serving().number()).isEqualTo(2);
    }

    @Test
    void doesNotKnowAModelThatHasNoFolder() throws IOException {
        version(1);
        open("all");
        assertThat(store.unload("none")).isFalse();
        assertThat(store.load("none")).isEmpty();
    }

    /** Throws once, at such a state of the model. */
    private void followButThrowOnceWhen(Predicate<Model> state) {
        AtomicBoolean thrown = new AtomicBoolean();
        store.whenChanged(() -> {
            if (state.test(model()) && thrown.compareAndSet(false, true)) {
                throw new OutOfMemoryError("provoked");
            }
        });
    }

    @Test
    void closesAReplacedVersionAlsoWhereAFollowerOfTheChangeThrows() throws IOException {
        version(1);
        open("all");
        ReadyVersion before = serving();
        followButThrowOnceWhen(model -> true);
        VersionFiles.small(root.resolve("digits").resolve("1"), 7);
        assertThatThrownBy(this::settle).hasStackTraceContaining("provoked");
        assertThat(serving()).isNotSameAs(before);
        assertThat(isClosed(before)).isTrue();
    }

    @Test
    void closesAReplacedVersionNotBeforeAnotherIsShownInItsPlace() throws IOException {
        version(2);
        open("all");
        ReadyVersion before = serving();
        followButThrowOnceWhen(
                model -> new LoadingVersion(1).equals(model.versions().get(1L)));
        VersionFiles.small(root.resolve("digits").resolve("2"), 7);
        version(1);
        assertThatThrownBy(() -> store.load("digits")).hasStackTraceContaining("provoked");
        assertThat(serving()).isSameAs(before);
        assertThat(isClosed(before)).isFalse();
        store.refresh();
        assertThat(serving().number()).isEqualTo(2);
        assertThat(serving()).isNotSameAs(before);
        assertThat(isClosed(before)).isTrue();
    }

    @Test
    void closesAnUnloadedModelAlsoWhereAFollowerThrows() throws IOException {
        version(1);
        open("all");
        ReadyVersion before = serving();
        store.whenChanged(() -> {
            throw new IllegalStateException("provoked");
        });
        assertThatThrownBy(() -> store.unload("digits")).hasStackTraceContaining("provoked");
        assertThat(store.models()).isEmpty();
        assertThat(isClosed(before)).isTrue();
    }

    @Test
    void tellsTheOtherFollowersWhereOneThrowsAndThatOneAgainAtTheNextLook() throws IOException {
        version(1);
        open("all");
        AtomicLong first = new AtomicLong();
        AtomicLong second = new AtomicLong();
        AtomicBoolean thrown = new AtomicBoolean();
        store.whenChanged(() -> {
            if (serving().number() == 2 && thrown.compareAndSet(false, true)) {
                throw new IllegalStateException("provoked");
            }
            first.set(serving().number());
        });
        store.whenChanged(() -> second.set(serving().number()));
        version(2);
        assertThatThrownBy(() -> store.load("digits")).hasStackTraceContaining("provoked");
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(2);
        store.refresh();
        assertThat(first).hasValue(2);
    }

    /** Fails by a timeout if an unload waits for a load. */
    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES)
    void unloadsWhileAVersionIsLoadedWhichIsDroppedThen() throws Exception {
        version(1);
        open("all");
        ReadyVersion digits = serving();
        VersionFiles.small(root.resolve("letters").resolve("1"));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        AtomicReference<ReadyVersion> letters = new AtomicReference<>();
        store.whenChanged(() -> {
            Optional<Model> model = store.model("letters");
            model.flatMap(Model::serving).ifPresent(letters::set);
            boolean first = loading.getCount() > 0;
            if (first && model.isPresent() && model.get().versions().get(1L) instanceof LoadingVersion) {
                loading.countDown();
                await(opened);
            }
        });
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Optional<Model>> load = other.submit(() -> store.load("letters"));
            loading.await();

            assertThat(store.unload("digits")).isTrue();
            assertThat(store.unload("letters")).isTrue();
            assertThat(store.models()).isEmpty();
            opened.countDown();

            assertThat(load.get()).isEmpty();
        } finally {
            opened.countDown();
            other.shutdown();
        }
        assertThat(letters).hasNullValue();
        assertThat(store.models()).isEmpty();
        assertThat(store.unloaded()).containsExactlyInAnyOrder("digits", "letters");
        assertThat(isClosed(digits)).isTrue();
        store.load("digits");
        assertThat(isClosed(serving())).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves each update unapplied until the test applies it. */
    private record Copy(Path folder, AtomicReference<Update> next) implements Origin {
        @Override
        public Update fetch() {
            return next.get();
        }
    }

    @Test
    void putsInWhatItsOriginFetchedBeforeItLooks() throws IOException {
        version(1);
        AtomicReference<Update> next = new AtomicReference<>(Update.NONE);
        open("all", new Copy(root, next));
        next.set(() -> version(2));
        store.load("digits");
        assertThat(serving().number()).isEqualTo(2);
        next.set(() -> delete(2));
        store.refresh();
        assertThat(serving().number()).isEqualTo(1);
    }

    @Test
    void neverReadsAVersionWhileItsOriginChangesIt() throws Exception {
        version(1);
        AtomicLong seed = new AtomicLong(1);
        Copy copy = new Copy(root, new AtomicReference<>(() -> {
            delete(1);
            VersionFiles.small(root.resolve("digits").resolve("1"), seed.incrementAndGet());
        }));
        open("all", copy);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> loads = other.submit(() -> {
                for (int i = 0; i < CHANGES; i++) {
                    assertThat(store.load("digits").orElseThrow().rejectedUpdates())
                            .isEmpty();
                }
                return null;
            });
            for (int i = 0; i < CHANGES; i++) {
                store.refresh();
                assertThat(model().rejectedUpdates()).isEmpty();
                assertThat(model().serving()).isPresent();
            }
            loads.get();
        } finally {
            other.shutdown();
        }
        assertThat(seed.get()).isEqualTo(1 + 2 * CHANGES);
    }
}

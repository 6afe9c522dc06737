package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.residual.bucket.BucketLocation;
import org.residual.bucket.BucketMirror;
import org.residual.bucket.S3Server;
import org.residual.bucket.S3Settings;
import org.residual.store.ModelStore;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.Model;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.Version;
import org.springframework.util.FileSystemUtils;

/** The volume with the models disappears, returns, or is full. */
@EnabledOnOs(OS.LINUX)
@ExtendWith(S3Server.Resolver.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class VolumeTest {
    private static final int ENOUGH = 16 << 10;
    /** There is room for one version, and a part of a second one. */
    private static final int ENOUGH_FOR_ONE = 900;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final S3Server server;

    @TempDir
    private Path directory;

    VolumeTest(S3Server server) {
        this.server = server;
    }

    private static ModelStore open(Path folder) {
        return ModelStore.open(
                Origin.of(folder), new VersionLoader(1), VersionPolicy.parse("all"), Duration.ZERO, System::nanoTime);
    }

    private static Optional<Long> serving(ModelStore store) {
        return store.model(Models.DIGITS).flatMap(Model::serving).map(ReadyVersion::number);
    }

    @Test
    void whatIsLoadedStaysWhileTheVolumeIsGoneAndWhatIsOnTheNextOneIsTakenUp() throws Exception {
        try (Tmpfs first = Tmpfs.mount(directory, ENOUGH)) {
            Models.putIn(first.folder(), 1);
            try (ModelStore store = open(directory)) {
                first.takeAway();
                store.refresh();
                assertThat(serving(store)).contains(1L);
                try (Tmpfs second = Tmpfs.mount(directory, ENOUGH)) {
                    Models.putIn(second.folder(), 2);
                    store.refresh();
                    assertThat(serving(store)).contains(2L);
                }
            }
        }
    }

    @Test
    void modelsThatAreTakenOutOfAVolumeThatIsThereAreGone() throws Exception {
        try (Tmpfs volume = Tmpfs.mount(directory, ENOUGH)) {
            Models.putIn(volume.folder(), 1);
            try (ModelStore store = open(directory)) {
                FileSystemUtils.deleteRecursively(directory.resolve(Models.DIGITS));
                store.refresh();
                assertThat(store.models()).isEmpty();
            }
        }
    }

    @Test
    void aVersionForWhichThereWasNoRoomIsNotServedAndTheOneBeforeIs() throws Exception {
        try (Tmpfs volume = Tmpfs.mount(directory, ENOUGH_FOR_ONE)) {
            Models.putIn(volume.folder(), 1);
            try (ModelStore store = open(directory)) {
                Path cut = directory.resolve(Models.DIGITS).resolve("2");
                assertThat(copy(directory.resolve(Models.DIGITS).resolve("1"), cut))
                        .isFalse();
                store.refresh();
                assertThat(serving(store)).contains(1L);
                Version second =
                        store.model(Models.DIGITS).orElseThrow().versions().get(2L);
                assertThat(second).isInstanceOf(FailedVersion.class);
            }
        }
    }

    @Test
    void aVersionForWhichTheCacheOfABucketHasNoRoomIsCopiedOnceThereIsSome() throws Exception {
        String bucket = "models-" + UUID.randomUUID();
        AtomicLong clock = new AtomicLong();
        server.client().createBucket(request -> request.bucket(bucket));
        server.put(bucket, "small/1/model.yaml", "small");
        try (Tmpfs volume = Tmpfs.mount(directory, ENOUGH_FOR_ONE);
                BucketMirror mirror = BucketMirror.open(
                        BucketLocation.parse("s3://" + bucket),
                        new S3Settings(Optional.of(server.endpoint()), Optional.empty(), true, PATIENCE),
                        directory,
                        clock::get,
                        () -> {})) {
            volume.fill();
            server.put(bucket, "large/1/weights.safetensors", new byte[100_000]);
            mirror.fetch().apply();
            assertThat(mirror.folder().resolve("small/1/model.yaml")).exists();
            assertThat(mirror.folder().resolve("large/1")).doesNotExist();
            volume.empty();
            clock.addAndGet(Duration.ofHours(1).toNanos());
            mirror.fetch().apply();
            assertThat(mirror.folder().resolve("large/1/weights.safetensors")).hasSize(100_000);
        }
    }

    /** Whether there was room for it. */
    private static boolean copy(Path version, Path target) {
        try {
            FileSystemUtils.copyRecursively(version, target);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

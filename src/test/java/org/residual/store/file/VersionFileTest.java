package org.residual.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.store.ModelStore;
import org.residual.store.VersionFiles;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;

/** What a version may contain in place of regular files. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class VersionFileTest {
    private static final Path ZEROS = Path.of("/dev/zero");

    @TempDir
    private Path directory;

    private Path store;
    private VersionFiles files;

    @BeforeEach
    void fillStore() throws IOException {
        store = directory.resolve("store");
        files = VersionFiles.small(version());
        Labels.write(version(), List.of("zero", "one", "two"));
        WeightsChecksum.write(version(), List.of(VersionFolder.WEIGHTS));
    }

    private Path version() {
        return store.resolve("digits/1");
    }

    private static void load(Path version) {
        new VersionLoader(1).load(VersionFolder.at(version)).close();
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(() -> load(version())).isInstanceOf(InvalidModelException.class);
    }

    private static void makePipe(Path path) throws IOException, InterruptedException {
        Path mkfifo = Path.of("/usr/bin/mkfifo");
        assumeThat(mkfifo).as("the program that makes pipes").isExecutable();
        int status =
                new ProcessBuilder(mkfifo.toString(), path.toString()).start().waitFor();
        assertThat(status).isZero();
    }

    /** All files that are read from a version. */
    @ParameterizedTest
    @ValueSource(
            strings = {"model.yaml", "weights.safetensors", "known-answer.safetensors", "weights.sha256", "labels.txt"})
    void aPipeIsRefusedAndNotWaitedFor(String name) throws Exception {
        Files.delete(version().resolve(name));
        makePipe(version().resolve(name));
        assertRefused().hasMessage(name + " is a pipe, a socket or a device, but must be a regular file.");
    }

    @Test
    void aPipeInPlaceOfTheLabelsOfTheModelIsRefused() throws Exception {
        Files.delete(version().resolve("labels.txt"));
        makePipe(store.resolve("digits/labels.txt"));
        assertRefused().hasMessage("labels.txt is a pipe, a socket or a device, but must be a regular file.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"model.yaml", "weights.safetensors", "known-answer.safetensors", "weights.sha256", "labels.txt"})
    void aLinkToADeviceThatNeverEndsIsRefused(String name) throws IOException {
        assumeThat(ZEROS).exists();
        Files.delete(version().resolve(name));
        Files.createSymbolicLink(version().resolve(name), ZEROS);
        assertRefused().hasMessage(name + " is a pipe, a socket or a device, but must be a regular file.");
    }

    @Test
    void aSocketIsRefused() throws IOException {
        Files.delete(version().resolve("model.yaml"));
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            // The path length of a socket is limited, that of a folder is not.
            Path made = Files.createTempDirectory(Path.of("/tmp"), "s").resolve("s");
            socket.bind(UnixDomainSocketAddress.of(made));
            Files.createSymbolicLink(version().resolve("model.yaml"), made);
            assertRefused().hasMessage("model.yaml is a pipe, a socket or a device, but must be a regular file.");
            Files.delete(made);
            Files.delete(made.getParent());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"model.yaml", "weights.safetensors", "known-answer.safetensors", "weights.sha256", "labels.txt"})
    void aLinkOutOfTheStoreIsRefused(String name) throws IOException {
        Path outside = directory.resolve("outside");
        Files.move(version().resolve(name), outside);
        Files.createSymbolicLink(version().resolve(name), outside);
        assertRefused()
                .hasMessage(name + " is outside the model store: links are followed only inside it. Copy the file"
                        + " into the store.");
    }

    @Test
    void aVersionThatIsALinkOutOfTheStoreIsRefused() throws IOException {
        Path outside = directory.resolve("outside");
        Files.move(version(), outside);
        Files.createSymbolicLink(version(), outside);
        assertRefused().hasMessageStartingWith("model.yaml is outside the model store");
    }

    @Test
    void aLinkToNothingIsAMissingFile() throws IOException {
        Path checksum = version().resolve("weights.sha256");
        Files.delete(checksum);
        Files.createSymbolicLink(checksum, Path.of("nothing"));
        assertRefused().hasMessage("weights.sha256 is missing.");
    }

    /** As Kubernetes mounts a volume of several files: each a link to one in {@code ..data}, itself a link. */
    @Test
    void theLinksOfAKubernetesVolumeAreFollowed() throws IOException {
        Path mounted = store.resolve("mounted/1");
        Path data = Files.createDirectories(mounted.resolve("..2026_11_29_22_30_00.123456789"));
        for (Path file : List.of(files.descriptor(), files.weights(), files.knownAnswer())) {
            Files.copy(file, data.resolve(file.getFileName()));
            Files.createSymbolicLink(
                    mounted.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
        }
        Files.createSymbolicLink(mounted.resolve("..data"), data.getFileName());
        load(mounted);
    }

    /** The volume holds the whole store. */
    @Test
    void theLinksOfAKubernetesVolumeAreFollowedToModels() throws IOException {
        Path data = Files.createDirectory(store.resolve("..2026_11_29_22_30_00.123456789"));
        Files.move(store.resolve("digits"), data.resolve("digits"));
        Files.createSymbolicLink(store.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(store.resolve("digits"), Path.of("..data/digits"));
        load(version());
    }

    @Test
    void aStoreThatIsItselfALinkIsFollowed() throws IOException {
        Path link = directory.resolve("link");
        Files.createSymbolicLink(link, Path.of("store"));
        load(link.resolve("digits/1"));
    }

    /** It passes the check of its size, and is larger when it is read. */
    @Test
    void aFileIsBoundedWhileItIsRead() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(files.descriptor().toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        assertRefused().hasMessage("model.yaml: larger than 65536 bytes.");
    }

    @Test
    void anIdleWatcherGoesOnBesideAPipe() throws Exception {
        Files.delete(files.descriptor());
        makePipe(files.descriptor());
        try (ModelStore opened = ModelStore.open(
                Origin.of(store), new VersionLoader(1), VersionPolicy.all(), Duration.ZERO, System::nanoTime)) {
            VersionFiles.small(store.resolve("digits/2"));
            opened.refresh();
            assertThat(opened.model("digits")
                            .orElseThrow()
                            .serving()
                            .orElseThrow()
                            .number())
                    .isEqualTo(2);
        }
    }
}

package org.residual.store.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.engine.Engines;
import org.residual.nn.Architecture;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.Statistics;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.VersionFiles;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.SparseTensors;

/** Versions that need more memory than there is, in sparse files. */
class ModelMemoryTest {
    private static final long MEBI = 1 << 20;
    private static final int BATCH = 16;

    @TempDir
    private Path models;

    private final AtomicInteger steps = new AtomicInteger();

    private Path directory() {
        return models.resolve("digits/1");
    }

    /** A container of 1 GiB, of which 30 % are heap. */
    private void load(VersionFiles files) {
        ModelMemory memory = new ModelMemory(() -> 400 * MEBI, 300 * MEBI, 300 * MEBI, 75 * MEBI);
        new VersionLoader(Engines.installed(), List.of(ComputeDevice.CPU), BATCH, memory, steps::incrementAndGet)
                .load(files.folder())
                .close();
    }

    private AbstractThrowableAssert<?, ?> assertRefusedBeforeAnythingIsRead(VersionFiles files) {
        var refusal = assertThatThrownBy(() -> load(files)).isInstanceOf(InvalidModelException.class);
        assertThat(steps).hasValue(0);
        return refusal;
    }

    private VersionFiles withPreprocessing(String step) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.writeString(
                files.descriptor(),
                Files.readString(files.descriptor()).replace("preprocessing:\n", "preprocessing:\n  " + step + "\n"));
        return files;
    }

    @Test
    void aVersionIsLoadedForWhichThereIsEnough() throws IOException {
        load(withPreprocessing("resize: {height: 224, width: 224}"));
        assertThat(steps).hasPositiveValue();
    }

    /** 3 bytes and 3 floats a pixel: 15 * 16384 * 16384 bytes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resize: {height: 16384, width: 16384}     | 16384x16384 | 3840",
                "center_crop: {height: 16384, width: 16384} | 16384x16384 | 3840",
                "resize: {shorter_side: 16384}             | 16384x16384 | 3840",
                "resize: {height: 16384, width: 512}       | 16384x512   | 120"
            })
    void anImageThatIsMadeTooLargeIsRefused(String step, String size, long figure) throws IOException {
        assertRefusedBeforeAnythingIsRead(withPreprocessing(step))
                .hasMessage("model.yaml: an image of " + size + " pixels, as preprocessing makes it, takes " + figure
                        + " MiB of memory, but the limit is 75 MiB, the share of the heap for the images of "
                        + "a request (residual.limits.memory).");
    }

    /** The output of the convolution with 16 channels, padded: 2 * (3 + 16) floats a pixel. */
    @Test
    void anImageThatTheNetworkHasNoMemoryForIsRefused() throws IOException {
        assertRefusedBeforeAnythingIsRead(withPreprocessing("resize: {height: 1920, width: 2048}"))
                .hasMessage(
                        "model.yaml: to run the network on an image of 1920x2048 pixels takes 570 MiB of memory, but"
                                + " the limit is 400 MiB, the free memory of this machine or container.");
    }

    /** 2 floats for each class of each image: 8 * 16 * 1,000,000 bytes. */
    @Test
    void moreClassesThanTheHeapHasRoomForAreRefused() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.writeString(
                files.descriptor(), Files.readString(files.descriptor()).replace("classes: 3", "classes: 1000000"));
        assertRefusedBeforeAnythingIsRead(files)
                .hasMessage("model.yaml: 1000000 classes make the answers to a batch of 16 images take 123 MiB of"
                        + " memory, but the limit is 37 MiB, an eighth of the heap.");
    }

    @Test
    void labelsThatTheHeapHasNoRoomForAreRefused() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Files.writeString(directory().resolve("labels.txt"), "\n".repeat(10_000_000));
        assertRefusedBeforeAnythingIsRead(files).hasMessage("labels.txt: larger than 9830400 bytes.");
    }

    /** 4 KB on the disk; 32 * 3 * 2048 * 2048 floats, and the answers. */
    @Test
    void aKnownAnswerThatThereIsNoMemoryForIsRefused() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("input", new Shape(32, 3, 2048, 2048));
        shapes.put("log_probabilities", new Shape(32, 3));
        SparseTensors.write(files.knownAnswer(), shapes);
        assertRefusedBeforeAnythingIsRead(files)
                .hasMessage("known-answer.safetensors: to read it takes 1537 MiB of memory, but the limit is 300 MiB, "
                        + "the limit of direct buffers (-XX:MaxDirectMemorySize).");
    }

    /** The images themselves would fit. */
    @Test
    void aKnownAnswerThatCannotBeRunInBatchesIsRefused() throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("input", new Shape(1, 3, 1024, 1024));
        shapes.put("log_probabilities", new Shape(1, 3));
        SparseTensors.write(files.knownAnswer(), shapes);
        assertRefusedBeforeAnythingIsRead(files)
                .hasMessage("known-answer.safetensors: to reproduce it, in batches of up to 16, takes 2445 MiB of"
                        + " memory, but the limit is 400 MiB, the free memory of this machine or container.");
    }

    private VersionFiles wide(int channels) throws IOException {
        VersionFiles files = VersionFiles.small(directory());
        NetworkConfiguration network =
                new NetworkConfiguration(Architecture.CONVBNNET, List.of(1024, channels), 3, 0, Statistics.IMAGE);
        Files.writeString(
                files.descriptor(), Files.readString(files.descriptor()).replace("[4, 6]", "[1024, " + channels + "]"));
        Map<String, Shape> shapes = new LinkedHashMap<>();
        network.newNetwork().stateDict().forEach((name, parameter) -> shapes.put(name, parameter.getShape()));
        SparseTensors.write(files.weights(), shapes);
        return files;
    }

    /**
     * 9 * 1024 kernels of floats for each channel and a little more; stored and prepared twice, for images of any size and
     * for those of the known answer, that is three times as much.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16384 | to read the weights takes 577 MiB of memory, but the limit is 300 MiB, the limit of direct",
                "8192  | to load the weights takes 866 MiB of memory, but the limit is 400 MiB, the free memory of"
            })
    void weightsThatThereIsNoMemoryForAreRefused(int channels, String figures) throws IOException {
        assertRefusedBeforeAnythingIsRead(wide(channels)).message().contains(figures);
    }
}

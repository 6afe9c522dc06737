package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.FakeGpus;
import org.residual.store.file.AnswerNotReproducedException;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.ReadyVersion;
import org.residual.torch.TorchNetwork;

/** A version on several devices. */
class PlacedVersionTest {
    private static final ComputeDevice ABSENT = ComputeDevice.gpu(99);
    private static final List<ComputeDevice> GPUS = FakeGpus.of(2);
    private static final int LARGEST_BATCH = 3;

    @TempDir
    private Path models;

    private VersionFiles files() throws IOException {
        return VersionFiles.small(models.resolve("digits").resolve("1"));
    }

    private ReadyVersion load() throws IOException {
        return new VersionLoader(GPUS, LARGEST_BATCH).load(files().folder());
    }

    private static List<NDArray> weights(ReadyVersion version, ComputeDevice device) {
        TorchNetwork network = (TorchNetwork) version.network(device);
        return network.blocks().stateDict().values().stream()
                .map(parameter -> parameter.getArray())
                .toList();
    }

    @Test
    void hasReproducedItsKnownAnswerOnEach() throws IOException {
        try (ReadyVersion version = load()) {
            assertThat(version.knownAnswerErrors()).containsOnlyKeys(GPUS);
            // A deviation of exactly 0 would mean that nothing was computed in float32 and compared with double
            // precision.
            assertThat(version.knownAnswerErrors().values())
                    .allSatisfy(error -> assertThat(error).isPositive().isLessThan(1e-5));
        }
    }

    @Test
    void hasItsWeightsOnceOnEach() throws IOException {
        try (ReadyVersion version = load()) {
            assertThat(version.network(GPUS.get(0))).isSameAs(version.network(GPUS.get(0)));
            // Compared as objects: arrays of the same numbers are equal.
            assertThat(weights(version, GPUS.get(0)))
                    .usingElementComparator((a, b) -> a == b ? 0 : 1)
                    .doesNotContainAnyElementsOf(weights(version, GPUS.get(1)));
        }
    }

    @Test
    void runsOnNoOther() throws IOException {
        try (ReadyVersion version = load()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> version.network(ComputeDevice.CPU))
                    .withMessage("The version was loaded for [gpu:0, gpu:1], not for cpu");
        }
    }

    @Test
    void givesItsMemoryBackOnEach() throws IOException {
        ReadyVersion version = load();
        List<List<NDArray>> weights =
                GPUS.stream().map(device -> weights(version, device)).toList();
        assertThat(weights).allSatisfy(onDevice -> assertThat(onDevice).noneMatch(NDArray::isReleased));
        version.close();
        assertThat(weights).allSatisfy(onDevice -> assertThat(onDevice).allMatch(NDArray::isReleased));
    }

    @Test
    void isRefusedWhereADeviceAnswersOtherwise() throws IOException {
        VersionFiles files = files();
        VersionFiles.change(files.weights(), tensors -> {
            tensors.put("out.bias", VersionFiles.float32(tensors.get("out.bias").shape(), 1, 2, 3));
            return tensors;
        });
        assertThatThrownBy(() -> new VersionLoader(GPUS, LARGEST_BATCH).load(files.folder()))
                .isInstanceOf(AnswerNotReproducedException.class)
                .hasMessageStartingWith("The known answer was not reproduced on this machine's gpu:0: ");
    }

    @Test
    void isNotReadyBeforeEveryDeviceHasRunIt() throws IOException {
        files();
        VersionLoader loader = new VersionLoader(List.of(ComputeDevice.CPU, ABSENT), LARGEST_BATCH);
        try (ModelStore store =
                ModelStore.open(Origin.of(models), loader, VersionPolicy.all(), Duration.ZERO, System::nanoTime)) {
            assertThat(store.model("digits").orElseThrow().versions().get(1L)).isInstanceOf(FailedVersion.class);
        }
    }
}

package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;

/** The models that come with the project. */
class ShippedModelsTest {
    private static final float TOLERANCE = 1e-6f;

    static List<Path> versions() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("model-store"), 2)) {
            return folders.filter(VersionFolder::isVersion).sorted().toList();
        }
    }

    private static Tensor tensor(StoredTensor stored) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Shape shape = stored.shape();
            float[] values = stored.toFloat32(manager).toFloatArray();
            double[] data = new double[values.length];
            Arrays.setAll(data, i -> values[i]);
            return new Tensor(
                    Arrays.stream(shape.getShape()).mapToInt(Math::toIntExact).toArray(), data);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void knowTheAnswerThatPlainLoopsGive(Path version) throws IOException {
        ModelDescriptor descriptor = DescriptorFile.read(version);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Safetensors.map(version.resolve("weights.safetensors"))
                .forEach((name, stored) -> weights.put(name, tensor(stored)));
        Map<String, StoredTensor> known = Safetensors.map(version.resolve("known-answer.safetensors"));
        Tensor expected =
                new ReferenceNetwork(descriptor.network(), weights).logProbabilities(tensor(known.get("input")));
        assertThat(tensor(known.get("log_probabilities")).toFloats())
                .containsExactly(expected.toFloats(), within(TOLERANCE));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void areReadyAndLabelled(Path version) {
        try (ReadyVersion ready = new VersionLoader(8).load(VersionFolder.at(version))) {
            assertThat(ready.labels()).hasSize(ready.descriptor().classes());
        }
    }
}

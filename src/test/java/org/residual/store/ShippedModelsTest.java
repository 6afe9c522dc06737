package org.residual.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/** The models included in the project. */
class ShippedModelsTest {
    private static final float TOLERANCE = 1e-6f;

    static List<Path> versions() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("model-store"), 2)) {
            return folders.filter(VersionFolder::isVersion).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void knowTheAnswerThatPlainLoopsGive(Path version) throws IOException {
        ModelDescriptor descriptor = DescriptorFile.read(version);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Safetensors.map(version.resolve("weights.safetensors"))
                .forEach((name, stored) -> weights.put(name, VersionFiles.tensor(stored)));
        Map<String, StoredTensor> known = Safetensors.map(version.resolve("known-answer.safetensors"));
        Tensor expected = new ReferenceNetwork(descriptor.network(), weights)
                .logProbabilities(VersionFiles.tensor(known.get("input")));
        assertThat(VersionFiles.tensor(known.get("log_probabilities")).toFloats())
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

package org.residual.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.residual.nn.Network;
import org.residual.nn.NetworkConfiguration;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.TorchEngine;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** A model store with the documented networks: random weights, and their answers for random images. */
final class BenchmarkStore {
    private static final int KNOWN_IMAGES = 2;
    /** Random weights are worse conditioned than trained ones. */
    private static final double TOLERANCE = 1e-4;

    private BenchmarkStore() {}

    /** The name of a network's model. */
    static String model(DocumentedNetwork network) {
        return network.name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param root a folder, to be filled
     */
    static void write(Path root) throws IOException {
        TorchEngine.start(1);
        try (NDManager manager = ComputeDevice.CPU.newManager()) {
            for (DocumentedNetwork network : DocumentedNetwork.values()) {
                write(
                        network,
                        Files.createDirectories(root.resolve(model(network)).resolve("1")),
                        manager);
            }
        }
    }

    private static void write(DocumentedNetwork documented, Path version, NDManager manager) throws IOException {
        NetworkConfiguration configuration = documented.configuration();
        DescriptorFile.write(
                version,
                new ModelDescriptor(
                        configuration.architecture(),
                        configuration.channels(),
                        configuration.classes(),
                        configuration.dropout(),
                        configuration.statistics(),
                        null,
                        TOLERANCE));
        Network network = documented.withRandomWeights(manager, configuration.statistics());
        Map<String, StoredTensor> weights = new LinkedHashMap<>();
        network.stateDict().forEach((name, parameter) -> weights.put(name, StoredTensor.of(parameter.getArray())));
        Safetensors.write(version.resolve(VersionFolder.WEIGHTS), weights);
        NDArray input = DocumentedNetwork.images(manager, KNOWN_IMAGES);
        KnownAnswer.of(network, input).write(version);
    }
}

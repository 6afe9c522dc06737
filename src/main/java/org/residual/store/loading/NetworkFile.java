package org.residual.store.loading;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.residual.engine.StoredNetwork;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFile;
import org.residual.store.file.VersionFolder;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/**
 * The file of a version that holds its network: the weights of a documented one, or a graph.
 *
 * @param folder where the version lies
 * @param descriptor its {@code model.yaml}
 */
record NetworkFile(VersionFolder folder, ModelDescriptor descriptor) {
    /** The file's name in the folder. */
    String name() {
        return descriptor.exported() ? VersionFolder.GRAPH : VersionFolder.WEIGHTS;
    }

    /**
     * @param needs checks the memory
     * @param knownAnswer that the network must reproduce
     * @param beforeEach runs before each tensor is read
     * @return the network
     * @throws InvalidModelException if the file does not match the descriptor, or takes too much memory
     * @throws IOException if the file cannot be read
     */
    StoredNetwork read(MemoryNeeds needs, KnownAnswer knownAnswer, Runnable beforeEach) throws IOException {
        VersionFile file = VersionFile.of(folder, name());
        if (descriptor.exported()) {
            return new StoredNetwork.Exported(file.path(), descriptor.signature(), descriptor.classes());
        }
        Map<String, StoredTensor> weights = Safetensors.map(file);
        requireMatch(weights, descriptor.network().newNetwork().stateDict());
        StoredNetwork.Documented network = new StoredNetwork.Documented(
                descriptor.network(),
                (name, into) -> {
                    beforeEach.run();
                    tensor(weights, name).copyTo(into);
                },
                knownAnswer.sizes());
        needs.require(network, weights, knownAnswer);
        return network;
    }

    private static void requireMatch(Map<String, StoredTensor> weights, Map<String, Parameter> parameters) {
        TreeSet<String> missing = new TreeSet<>(parameters.keySet());
        missing.removeAll(weights.keySet());
        TreeSet<String> unknown = new TreeSet<>(weights.keySet());
        unknown.removeAll(parameters.keySet());
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new InvalidModelException(VersionFolder.WEIGHTS + ": does not match the network that "
                    + DescriptorFile.NAME + " describes: missing tensors are " + missing + ", "
                    + "unknown ones are " + unknown + ".");
        }
        parameters.forEach((name, parameter) -> {
            Shape expected = parameter.getShape();
            Shape actual = tensor(weights, name).shape();
            if (!actual.equals(expected)) {
                throw new InvalidModelException(VersionFolder.WEIGHTS + ": " + name + " has shape " + actual
                        + ", but the network that " + DescriptorFile.NAME + " describes needs " + expected + ".");
            }
            tensor(weights, name).requireFloating(name);
        });
    }

    private static StoredTensor tensor(Map<String, StoredTensor> weights, String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }
}

package org.residual.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.residual.nn.ReferenceNetwork;
import org.residual.nn.ReferenceNetwork.Tensor;
import org.residual.store.VersionFiles;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/**
 * Files as exported from PyTorch, for a network whose answers are computed by plain loops in double precision.
 *
 * @param directory for the files
 * @param network with the weights and answers
 */
public record Exported(Path directory, ReferenceNetwork network) {

    public Path weights() throws IOException {
        return weights(UnaryOperator.identity());
    }

    /** The state_dict, changed. */
    Path weights(UnaryOperator<Map<String, StoredTensor>> change) throws IOException {
        Map<String, StoredTensor> weights = new LinkedHashMap<>();
        network.weights().forEach((name, tensor) -> weights.put(name, VersionFiles.float32(tensor)));
        return write("net.safetensors", change.apply(weights));
    }

    public Path knownAnswer() throws IOException {
        return knownAnswer(UnaryOperator.identity());
    }

    /** Pairs of inputs and answers of two sizes, changed. */
    Path knownAnswer(UnaryOperator<Map<String, StoredTensor>> change) throws IOException {
        Map<String, StoredTensor> pairs = new LinkedHashMap<>();
        putPair(pairs, "", network.randomImages(3, 12, 12));
        putPair(pairs, "_9x16", network.randomImages(2, 9, 16));
        return write("answers.safetensors", change.apply(pairs));
    }

    private void putPair(Map<String, StoredTensor> pairs, String ending, Tensor images) {
        pairs.put("input" + ending, VersionFiles.float32(images));
        pairs.put("log_probabilities" + ending, VersionFiles.float32(network.logProbabilities(images)));
    }

    Path write(String name, Map<String, StoredTensor> tensors) throws IOException {
        Path file = directory.resolve(name);
        Safetensors.write(file, tensors);
        return file;
    }
}

package org.residual.importing;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.residual.nn.NetworkConfiguration;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.StoredTensor;

/**
 * A network's parameters as saved by PyTorch.
 *
 * @param key of the parameters in a checkpoint that contains more, such as {@code state_dict}; may be empty
 * @param prefix that was removed from every name, such as {@code module.}; may be empty
 * @param network of the parameters
 * @param parameters by their names in the network itself
 */
record StateDict(String key, String prefix, NetworkConfiguration network, Map<String, StoredTensor> parameters) {
    /** The layers that both networks have first. */
    private static final String FIRST = "conv1.weight";

    /**
     * Removes the prefixes of wrappers: {@code module.} of DataParallel, {@code _orig_mod.} of torch.compile, or any
     * name of an enclosing module.
     *
     * @param file of {@code torch.save}, or a safetensors file
     * @param wanted prefix of the parameters, a final dot may be missing; other tensors are ignored. Null stands for
     *     the prefix that all names have
     * @return the parameters
     * @throws InvalidModelException if it is another kind of file, no network has these parameters, or a value is not
     *     finite
     * @throws IOException if the file cannot be read
     */
    static StateDict read(Path file, @Nullable String wanted) throws IOException {
        TensorFile read = TensorFile.read(file);
        Map<String, StoredTensor> tensors = read.tensors();
        String prefix = wanted == null ? commonPrefix(tensors.keySet()) : dotted(wanted);
        Map<String, StoredTensor> parameters = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                parameters.put(name.substring(prefix.length()), tensor);
            }
        });
        if (parameters.isEmpty() && !tensors.isEmpty()) {
            throw new InvalidModelException(
                    "No name begins with '" + prefix + "'; there are " + Names.enumerate(tensors.keySet()) + ".");
        }
        Map<String, Shape> shapes = new LinkedHashMap<>();
        parameters.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        NetworkConfiguration network = NetworkInference.infer(shapes);
        parameters.forEach(StateDict::requireNumbers);
        return new StateDict(read.key(), prefix, network, Collections.unmodifiableMap(parameters));
    }

    private static String dotted(String prefix) {
        return prefix.isEmpty() || prefix.endsWith(".") ? prefix : prefix + ".";
    }

    private static String commonPrefix(Set<String> names) {
        String prefix = names.stream()
                .filter(name -> name.equals(FIRST) || name.endsWith("." + FIRST))
                .min(Comparator.comparingInt(String::length))
                .map(name -> name.substring(0, name.length() - FIRST.length()))
                .orElse("");
        List<String> others =
                names.stream().filter(name -> !name.startsWith(prefix)).toList();
        if (!others.isEmpty()) {
            throw new InvalidModelException("Most names begin with '" + prefix + "', but not " + Names.enumerate(others)
                    + "; --prefix=" + prefix + " leaves those out.");
        }
        return prefix;
    }

    private static void requireNumbers(String name, StoredTensor tensor) {
        tensor.requireFloating(name);
        if (!tensor.isFinite()) {
            throw new InvalidModelException(name + " holds a value that is infinite or not a number.");
        }
    }
}

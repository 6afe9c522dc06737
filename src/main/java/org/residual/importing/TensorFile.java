package org.residual.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.checkpoint.Checkpoint;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/**
 * The tensors in a user's file.
 *
 * @param key of the tensors in a file that contains more; empty if it does not
 * @param tensors by name, F64 rounded to F32
 */
record TensorFile(String key, Map<String, StoredTensor> tensors) {
    /**
     * @param file of {@code torch.save}, or a safetensors file, whatever its name ends in
     * @return its tensors
     * @throws InvalidModelException if it is neither, or damaged, saying what to do
     * @throws IOException if the file cannot be read
     */
    static TensorFile read(Path file) throws IOException {
        if (Checkpoint.isOne(file)) {
            Checkpoint checkpoint = Checkpoint.read(file);
            return new TensorFile(checkpoint.key(), withoutDoubles(checkpoint.tensors()));
        }
        return new TensorFile("", withoutDoubles(Safetensors.map(file)));
    }

    private static Map<String, StoredTensor> withoutDoubles(Map<String, StoredTensor> stored) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        stored.forEach((name, tensor) -> tensors.put(name, tensor.withoutDoubles()));
        return Collections.unmodifiableMap(tensors);
    }
}

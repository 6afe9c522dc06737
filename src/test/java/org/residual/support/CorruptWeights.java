package org.residual.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** Corrupts versions of models. */
public final class CorruptWeights {
    private CorruptWeights() {}

    /** Adds a half to the first value of a tensor. */
    public static void addToOneWeight(Path version, String name) throws IOException {
        Path file = version.resolve("weights.safetensors");
        Map<String, StoredTensor> weights = new LinkedHashMap<>(Safetensors.map(file));
        StoredTensor tensor = weights.get(name);
        ByteBuffer changed = ByteBuffer.allocate(tensor.data().remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(tensor.data().duplicate())
                .flip();
        changed.putFloat(0, changed.getFloat(0) + 0.5f);
        weights.put(name, new StoredTensor(tensor.type(), tensor.shape(), changed));
        Path corrupt = version.resolve("corrupt");
        Safetensors.write(corrupt, weights);
        Files.move(corrupt, file, StandardCopyOption.REPLACE_EXISTING);
    }
}

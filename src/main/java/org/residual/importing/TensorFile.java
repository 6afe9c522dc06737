package org.residual.importing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.residual.store.InvalidModelException;
import org.residual.store.Safetensors;
import org.residual.store.StoredTensor;

/** Reads the tensors that people bring along. */
final class TensorFile {
    private static final int PICKLE = 0x80;
    private static final int LATEST_PROTOCOL = 5;

    private TensorFile() {}

    /**
     * @param file a safetensors file
     * @return its tensors by name, F64 rounded to F32
     * @throws InvalidModelException if it is none, saying how to make one where it is PyTorch's own
     * @throws IOException if the file cannot be read
     */
    static Map<String, StoredTensor> read(Path file) throws IOException {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        try {
            Safetensors.map(file).forEach((name, tensor) -> tensors.put(name, tensor.withoutDoubles()));
        } catch (InvalidModelException e) {
            throw isPickle(file) ? needsConversion(file, e) : e;
        }
        return Collections.unmodifiableMap(tensors);
    }

    private static InvalidModelException needsConversion(Path file, InvalidModelException cause) {
        return new InvalidModelException(
                file.getFileName() + " is a pickle, which may run code of its own and is not read here; save the"
                        + " state_dict in Python with: from safetensors.torch import save_file;"
                        + " save_file(net.state_dict(), \"weights.safetensors\").",
                cause);
    }

    /** What {@code torch.save} writes begins as a ZIP file does or, before PyTorch 1.6, with a pickle's protocol. */
    private static boolean isPickle(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2
                    && (start[0] == 'P' && start[1] == 'K'
                            || (start[0] & 0xff) == PICKLE && start[1] >= 1 && start[1] <= LATEST_PROTOCOL);
        }
    }
}

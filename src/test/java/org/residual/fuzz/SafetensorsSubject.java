package org.residual.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;

/** The reader of weights and known answers. */
final class SafetensorsSubject extends StoredFileSubject {
    private static final String NAME = "weights.safetensors";
    private static final Path KNOWN = Path.of("model-store/digits-convbnnet/1/known-answer.safetensors");

    SafetensorsSubject() {
        super(NAME, 400);
    }

    @Override
    void read(Path folder) throws IOException {
        for (StoredTensor tensor : Safetensors.map(folder.resolve(NAME)).values()) {
            tensor.requireFloating("A tensor");
            tensor.isFinite();
        }
    }

    @Override
    public void readKnown() throws IOException {
        if (!Safetensors.map(KNOWN).get("log_probabilities").isFinite()) {
            throw new AssertionError("A good file is not read as it was.");
        }
    }
}

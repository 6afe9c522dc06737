package org.residual.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.residual.checkpoint.Checkpoint;
import org.residual.store.tensor.StoredTensor;

/** The reader of {@code torch.save} files. */
class CheckpointSubject extends StoredFileSubject {
    static final Path KNOWN = Path.of("src/test/resources/checkpoints/views.pt");

    private static final String NAME = "weights.pt";
    private static final int TENSORS = 24;

    CheckpointSubject() {
        super(NAME, 400);
    }

    @Override
    void read(Path folder) throws IOException {
        for (StoredTensor tensor :
                Checkpoint.read(folder.resolve(NAME)).tensors().values()) {
            if (tensor.data().remaining()
                    != tensor.type().getNumOfBytes() * tensor.shape().size()) {
                throw new AssertionError("A tensor has more or fewer numbers than its shape says.");
            }
        }
    }

    @Override
    public void readKnown() throws IOException {
        if (Checkpoint.read(KNOWN).tensors().size() != TENSORS) {
            throw new AssertionError("A good file is not read as it was.");
        }
    }
}

package org.residual.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import org.residual.store.descriptor.DescriptorFile;

/** The reader of {@code model.yaml}. */
final class DescriptorSubject extends StoredFileSubject {
    private static final Path KNOWN = Path.of("model-store/digits-convbnnet/1");
    private static final int CLASSES = 10;

    DescriptorSubject() {
        super(DescriptorFile.NAME, 400);
    }

    @Override
    void read(Path folder) throws IOException {
        DescriptorFile.read(folder);
    }

    @Override
    public void readKnown() throws IOException {
        if (DescriptorFile.read(KNOWN).classes() != CLASSES) {
            throw new AssertionError("A good file is not read as it was.");
        }
    }
}

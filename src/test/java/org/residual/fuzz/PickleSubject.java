package org.residual.fuzz;

import java.io.IOException;
import org.residual.checkpoint.CheckpointFiles;

/** The pickle in a {@code torch.save} file, in a valid archive: few mutations would have valid checksums. */
final class PickleSubject extends CheckpointSubject {
    @Override
    public String read(byte[] input) throws IOException {
        return super.read(CheckpointFiles.withPickle(KNOWN, input));
    }
}

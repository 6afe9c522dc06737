package org.residual.fuzz;

import java.io.IOException;
import org.residual.checkpoint.CheckpointFiles;

/** The pickle in what {@code torch.save} writes, in an archive that is right: few mutations would get past its checksums. */
final class PickleSubject extends CheckpointSubject {
    @Override
    public String read(byte[] input) throws IOException {
        return super.read(CheckpointFiles.withPickle(KNOWN, input));
    }
}

package org.residual.classification.row;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files that only one process may write at a time. */
final class ExclusiveFile {
    private ExclusiveFile() {}

    /**
     * @param file is created if it does not exist
     * @return a channel at the beginning of the file, to be closed
     * @throws IllegalArgumentException if another process is writing it
     */
    static FileChannel open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // This process itself is writing it.
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        if (!locked) {
            throw new IllegalArgumentException(file + " is being written by another process.");
        }
        return channel;
    }
}

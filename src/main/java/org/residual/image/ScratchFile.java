package org.residual.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A temporary file for data that would fill the heap: it stays in the system's page cache as far as memory allows. The
 * file is removed with the process, however that ends.
 */
public final class ScratchFile implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private long size;

    private ScratchFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param folder of the file
     * @param purpose part of its name
     * @return an empty file, to be closed
     * @throws IOException if it cannot be created
     */
    public static ScratchFile in(Path folder, String purpose) throws IOException {
        Path file = Files.createTempFile(folder, "residual-" + purpose + "-", ".scratch");
        FileChannel channel = null;
        try {
            // On Linux and macOS the file is unlinked at once, so that not even a kill leaves it behind.
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            return new ScratchFile(file, channel);
        } finally {
            if (channel == null) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** @return the default folder of temporary files */
    public static Path defaultFolder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    /**
     * @return the free bytes of its disk
     * @throws IOException if they are unknown
     */
    public long free() throws IOException {
        return Files.getFileStore(folder()).getUsableSpace();
    }

    /** @return its folder */
    public Path folder() {
        return Objects.requireNonNull(file.getParent(), "it was made in a folder");
    }

    /**
     * @param bytes to append
     * @return their position
     * @throws IOException if they cannot be written
     */
    public long append(ByteBuffer bytes) throws IOException {
        long start = size;
        while (bytes.hasRemaining()) {
            size += channel.write(bytes, size);
        }
        return start;
    }

    /**
     * @param position of the first byte
     * @param into is filled
     * @throws IOException if it cannot be read, or ends before
     */
    public void read(long position, ByteBuffer into) throws IOException {
        long next = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, next);
            if (read < 0) {
                throw new EOFException(file + " ends after " + next + " bytes.");
            }
            next += read;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

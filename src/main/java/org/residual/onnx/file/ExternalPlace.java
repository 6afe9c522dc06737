package org.residual.onnx.file;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The place of a tensor's numbers in another file.
 *
 * @param folder of the model, without links
 * @param name of the file in it
 * @param offset of their first byte
 * @param length in bytes
 */
public record ExternalPlace(Path folder, String name, long offset, long length) {
    /**
     * @param into receives them; has room for exactly that many
     * @throws IOException if they cannot be read, or are gone
     */
    public void read(ByteBuffer into) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
            long position = offset;
            while (into.hasRemaining()) {
                int count = channel.read(into, position);
                if (count < 0) {
                    throw new EOFException(name + " has become shorter while it was read");
                }
                position += count;
            }
        }
    }
}

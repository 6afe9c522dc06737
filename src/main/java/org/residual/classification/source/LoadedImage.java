package org.residual.classification.source;

import org.residual.memory.MemoryShare;

/**
 * An encoded image in memory.
 *
 * @param content its bytes
 * @param share the memory that they take, released on closing
 */
public record LoadedImage(byte[] content, MemoryShare share) implements AutoCloseable {
    @Override
    public void close() {
        share.close();
    }
}

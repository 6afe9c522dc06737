package org.residual.classification;

import org.residual.memory.MemoryShare;

/**
 * An encoded image in memory.
 *
 * @param content its bytes
 * @param share the memory that they take, given back when it is closed
 */
record LoadedImage(byte[] content, MemoryShare share) implements AutoCloseable {
    @Override
    public void close() {
        share.close();
    }
}

package org.residual.classification.source;

import java.io.Closeable;
import java.util.Optional;

/** Goes through images, one after another. */
public interface ImageCursor extends Closeable {
    /**
     * @return the next image; empty after the last one. Anything unreadable is an entry whose content cannot be
     *     loaded.
     */
    Optional<ImageEntry> next();

    @Override
    void close();
}

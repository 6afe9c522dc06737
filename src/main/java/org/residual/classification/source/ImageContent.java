package org.residual.classification.source;

/** Where the bytes of an image come from. */
@FunctionalInterface
public interface ImageContent {
    /**
     * @return the bytes, to be closed
     * @throws UnreadableImageException if they cannot be had
     */
    LoadedImage load();
}

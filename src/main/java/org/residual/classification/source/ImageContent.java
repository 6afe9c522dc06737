package org.residual.classification.source;

/** Loads the bytes of an image. */
@FunctionalInterface
public interface ImageContent {
    /**
     * @return the bytes, to be closed
     * @throws UnreadableImageException if they cannot be read
     */
    LoadedImage load();
}

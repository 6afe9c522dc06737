package org.residual.classification;

/** Where the bytes of an image come from. */
@FunctionalInterface
interface ImageContent {
    /**
     * @return the bytes, to be closed
     * @throws UnreadableImageException if they cannot be had
     */
    LoadedImage load();
}

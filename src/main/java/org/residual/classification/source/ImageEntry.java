package org.residual.classification.source;

/**
 * An image among the inputs.
 *
 * @param name its path; for an image in an archive, the archive's path and its path in the archive
 * @param content loads its bytes
 * @param loading when it can be loaded
 */
public record ImageEntry(String name, ImageContent content, Loading loading) {
    /** When images can be loaded. */
    public enum Loading {
        /** Only before the next image is found. */
        IN_TURN,
        /** While other images are found, decoded and classified. */
        BESIDE,
        /** Like {@code BESIDE}, many at a time: most of the time is spent waiting for a server. */
        REMOTE
    }

    /**
     * @param sentence why it cannot be read
     */
    static ImageEntry unreadable(String name, String sentence) {
        return new ImageEntry(
                name,
                () -> {
                    throw new UnreadableImageException(sentence);
                },
                Loading.BESIDE);
    }
}

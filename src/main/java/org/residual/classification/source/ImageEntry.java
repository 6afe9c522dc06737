package org.residual.classification.source;

/**
 * An image among the inputs.
 *
 * @param name its path; of one in an archive, the archive's path and its own in it
 * @param content its bytes
 * @param loading when it can be loaded
 */
public record ImageEntry(String name, ImageContent content, Loading loading) {
    /** When images can be loaded. */
    public enum Loading {
        /** Before the next image is looked for. */
        IN_TURN,
        /** While others are looked for, decoded and classified. */
        BESIDE,
        /** Beside others, many at a time: most of the time is spent on waiting for a server. */
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

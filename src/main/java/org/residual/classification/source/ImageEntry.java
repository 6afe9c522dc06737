package org.residual.classification.source;

/**
 * An image among the inputs.
 *
 * @param name its path; of one in an archive, the archive's path and its own in it
 * @param content its bytes
 * @param sequential whether it has to be loaded before the next image is looked for
 */
public record ImageEntry(String name, ImageContent content, boolean sequential) {
    /**
     * @param sentence why it cannot be read
     */
    static ImageEntry unreadable(String name, String sentence) {
        return new ImageEntry(
                name,
                () -> {
                    throw new UnreadableImageException(sentence);
                },
                false);
    }
}

package org.residual.classification.source;

import java.util.OptionalLong;

/**
 * An input of which nothing can be read: a single entry that says so.
 *
 * @param name of the input
 * @param sentence why it cannot be read
 */
record UnreadableSource(String name, String sentence) implements ImageSource {
    @Override
    public ImageCursor open() {
        return new SingleEntry(ImageEntry.unreadable(name, sentence));
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(1);
    }
}

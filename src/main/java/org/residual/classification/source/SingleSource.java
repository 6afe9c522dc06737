package org.residual.classification.source;

import java.util.OptionalLong;

/**
 * A single image, or what is told of an input of which nothing can be read.
 *
 * @param entry of it
 */
record SingleSource(ImageEntry entry) implements ImageSource {
    /**
     * @param name of the input
     * @param sentence why it cannot be read
     */
    static SingleSource unreadable(String name, String sentence) {
        return new SingleSource(ImageEntry.unreadable(name, sentence));
    }

    @Override
    public ImageCursor open() {
        return new SingleEntry(entry);
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(1);
    }
}

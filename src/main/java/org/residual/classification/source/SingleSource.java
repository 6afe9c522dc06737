package org.residual.classification.source;

import java.util.OptionalLong;

/**
 * A single image, or the error of an unreadable input.
 *
 * @param entry of the image
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

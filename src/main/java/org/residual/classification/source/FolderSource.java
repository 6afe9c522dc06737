package org.residual.classification.source;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The images in a folder, at any depth.
 *
 * @param folder an existing folder
 * @param contents reads the images
 */
record FolderSource(Path folder, FileContents contents) implements ImageSource {
    @Override
    public ImageCursor open() {
        return new FolderCursor(folder, contents);
    }

    @Override
    public OptionalLong count() {
        long images = 0;
        try (ImageCursor cursor = open()) {
            while (cursor.next().isPresent()) {
                images++;
            }
        }
        return OptionalLong.of(images);
    }
}

package org.residual.classification.source;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A single image.
 *
 * @param name as it was given
 * @param file that is so called
 * @param contents reads it
 */
record FileSource(String name, Path file, FileContents contents) implements ImageSource {
    @Override
    public ImageCursor open() {
        return new SingleEntry(new ImageEntry(name, () -> contents.read(file), ImageEntry.Loading.BESIDE));
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(1);
    }
}

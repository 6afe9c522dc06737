package org.residual.classification.source;

import java.util.Optional;

/** A cursor over a single image. */
final class SingleEntry implements ImageCursor {
    private Optional<ImageEntry> left;

    SingleEntry(ImageEntry entry) {
        left = Optional.of(entry);
    }

    @Override
    public Optional<ImageEntry> next() {
        Optional<ImageEntry> next = left;
        left = Optional.empty();
        return next;
    }

    @Override
    public void close() {}
}

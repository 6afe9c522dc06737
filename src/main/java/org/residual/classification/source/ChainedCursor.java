package org.residual.classification.source;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Goes through the images of several sources, one source after another. */
final class ChainedCursor implements ImageCursor {
    private final Supplier<Optional<ImageSource>> sources;
    /** Null before the first source, and between sources. */
    private @Nullable ImageCursor current;

    /**
     * @param sources supplies the next source; empty after the last
     */
    ChainedCursor(Supplier<Optional<ImageSource>> sources) {
        this.sources = sources;
    }

    @Override
    public Optional<ImageEntry> next() {
        while (true) {
            Optional<ImageEntry> entry = current == null ? Optional.empty() : current.next();
            if (entry.isPresent()) {
                return entry;
            }
            close();
            Optional<ImageSource> source = sources.get();
            if (source.isEmpty()) {
                return Optional.empty();
            }
            current = source.get().open();
        }
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}

package org.residual.classification.source;

import java.io.BufferedInputStream;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The images of the inputs in a list of paths.
 *
 * @param list can be read once
 * @param inputs makes a source of a path
 */
record ListSource(InputStream list, Function<String, ImageSource> inputs) implements ImageSource {
    @Override
    public ImageCursor open() {
        PathList paths = new PathList(new BufferedInputStream(list));
        return new ChainedCursor(() -> paths.next().map(inputs));
    }

    /** Whoever writes it may still be at it. */
    @Override
    public OptionalLong count() {
        return OptionalLong.empty();
    }
}

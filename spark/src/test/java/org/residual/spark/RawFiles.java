package org.residual.spark;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under URIs such as {@code raw://host/tmp/a.png}, which Hadoop treats like any other file system. */
public final class RawFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("raw://host");
    }

    @Override
    protected void checkPath(Path path) {
        // All paths are local files.
    }
}

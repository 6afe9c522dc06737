package org.residual.spark;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under URIs such as {@code raw://host/tmp/a.png}, for Hadoop a file system like any other. */
public final class RawFiles extends RawLocalFileSystem {
    @Override
    public URI getUri() {
        return URI.create("raw://host");
    }

    @Override
    protected void checkPath(Path path) {
        // All are local files.
    }
}

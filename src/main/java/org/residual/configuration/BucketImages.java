package org.residual.configuration;

import java.util.Iterator;
import java.util.Optional;
import org.residual.bucket.BucketObjects;
import org.residual.classification.source.LoadedImage;
import org.residual.classification.source.ObjectStore;

/** The images in buckets, accessed like the model store. */
record BucketImages(BucketObjects objects) implements ObjectStore {
    @Override
    public Iterator<String> list(String folder) {
        return objects.list(folder);
    }

    @Override
    public Optional<LoadedImage> read(String uri, Reading reading) {
        return objects.read(uri, reading::read);
    }
}

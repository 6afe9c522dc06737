package org.residual.settings;

import java.nio.file.Path;
import org.residual.bucket.BucketLocation;
import org.residual.bucket.BucketMirror;
import org.residual.store.listing.Origin;

/** The location of the models. */
public sealed interface StoreLocation {
    /**
     * @param properties how the models are followed
     * @param progress runs repeatedly while models are copied
     * @return the models' origin, up to date
     */
    Origin open(StoreProperties properties, Runnable progress);

    /**
     * @param path a folder on this machine
     */
    record Folder(Path path) implements StoreLocation {
        @Override
        public Origin open(StoreProperties properties, Runnable progress) {
            return Origin.of(path, properties.onlyModel());
        }
    }

    /**
     * @param location in an object store
     */
    record Bucket(BucketLocation location) implements StoreLocation {
        @Override
        public Origin open(StoreProperties properties, Runnable progress) {
            return BucketMirror.open(
                    location, properties.s3().settings(), properties.cache(), System::nanoTime, progress);
        }
    }

    /**
     * @param text {@code s3://BUCKET/PREFIX}, or a folder
     * @return the location
     * @throws IllegalArgumentException if it is neither
     */
    static StoreLocation of(String text) {
        return text.startsWith(BucketLocation.SCHEME)
                ? new Bucket(BucketLocation.parse(text))
                : new Folder(Path.of(text));
    }
}

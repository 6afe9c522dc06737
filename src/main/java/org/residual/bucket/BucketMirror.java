package org.residual.bucket;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.residual.store.listing.Origin;
import org.residual.store.listing.PassedOver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder as a copy of the models in a bucket. Changes are downloaded beside the folder, and each version is put
 * into it atomically.
 */
public final class BucketMirror implements Origin {
    private static final Logger LOG = LoggerFactory.getLogger(BucketMirror.class);
    private static final String PART = ".part";

    private final BucketLocation location;
    private final S3Bucket bucket;
    private final CacheFolder cache;
    private final Refusals refusals;
    private String complaint = "";
    private volatile List<PassedOver> passedOver = List.of();

    private BucketMirror(BucketLocation location, S3Bucket bucket, CacheFolder cache, Refusals refusals) {
        this.location = location;
        this.bucket = bucket;
        this.cache = cache;
        this.refusals = refusals;
    }

    /**
     * Copies the present models; if the bucket cannot be read, the cached copy is used.
     *
     * @param location the bucket
     * @param settings of the connection
     * @param caches the folder of all caches
     * @param nanoClock a clock such as {@link System#nanoTime}
     * @param progress runs repeatedly while copying makes progress
     * @return the mirror, with its folder as up to date as possible
     * @throws BucketException if nothing can be copied and there is no cached copy, with the reason
     */
    public static BucketMirror open(
            BucketLocation location, S3Settings settings, Path caches, LongSupplier nanoClock, Runnable progress) {
        S3Bucket bucket = S3Bucket.open(location, settings, progress);
        CacheFolder cache = CacheFolder.open(
                caches, location, settings.endpoint().map(URI::toString).orElse(""));
        BucketMirror mirror = new BucketMirror(location, bucket, cache, new Refusals(nanoClock));
        try {
            mirror.copyAll();
            return mirror;
        } catch (BucketException e) {
            mirror.close();
            throw e;
        }
    }

    private void copyAll() {
        try {
            fetchChanges().apply();
            if (cache.versions().isEmpty()) {
                requireNoRefusal();
                LOG.warn("There is no version of a model in {}", location);
            }
        } catch (BucketException e) {
            if (!holdsModels()) {
                throw e;
            }
            complaint = e.getMessage();
            LOG.warn("{} The cached copy is served.", complaint);
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    private void requireNoRefusal() {
        refusals.reason().ifPresent(reason -> {
            throw new BucketException("No model can be copied from " + location + ": " + reason + ".");
        });
    }

    private boolean holdsModels() {
        try {
            return !cache.versions().isEmpty();
        } catch (IOException e) {
            throw cache.unusable(e);
        }
    }

    @Override
    public Path folder() {
        return cache.models();
    }

    @Override
    public List<PassedOver> passedOver() {
        return passedOver;
    }

    /** Never fails: an error is logged once, and the copy is tried again the next time. */
    @Override
    public Update fetch() {
        try {
            Update changes = fetchChanges();
            if (!complaint.isEmpty()) {
                LOG.info("{} can be read again", location);
            }
            complaint = "";
            return changes;
        } catch (BucketException e) {
            complain(e.getMessage());
        } catch (IOException e) {
            complain(cache.unusable(e).getMessage());
        }
        return Update.NONE;
    }

    private void complain(String reason) {
        // The interrupting thread knows why.
        if (!reason.equals(complaint) && !Thread.currentThread().isInterrupted()) {
            LOG.warn("{} The cached copy stays, and copying is tried again.", reason);
            complaint = reason;
        }
    }

    private Update fetchChanges() throws IOException {
        List<StoredObject> objects = bucket.list();
        List<StoredVersion> stored = StoredVersion.among(objects, location.prefix());
        passedOver = StoredVersion.passedOver(objects, location.prefix());
        List<Path> folders = stored.stream().map(StoredVersion::folder).toList();
        refusals.retain(stored);
        cache.retainIncoming(folders);
        List<Path> changed = new ArrayList<>();
        for (StoredVersion version : stored) {
            if (!cache.served(version.folder()).isWhole(version) && copy(version)) {
                changed.add(version.folder());
            }
        }
        List<Path> gone = new ArrayList<>(cache.versions());
        gone.removeAll(folders);
        return () -> {
            for (Path version : changed) {
                cache.serve(version);
            }
            for (Path version : gone) {
                cache.withdraw(version);
            }
        };
    }

    /** @return whether the version is complete */
    private boolean copy(StoredVersion version) throws IOException {
        if (!refusals.mayBeTried(version)) {
            return false;
        }
        CopiedVersion incoming = cache.incoming(version.folder());
        incoming.retain(version);
        CopiedVersion served = cache.served(version.folder());
        for (Map.Entry<String, StoredObject> file : version.files().entrySet()) {
            StoredObject object = file.getValue();
            try {
                copy(object, file.getKey(), served, incoming);
            } catch (UnavailableObjectException e) {
                String reason = object.key() + ": " + e.getMessage();
                if (refusals.add(version, reason)) {
                    LOG.warn("{} is not copied from {}: {}", version.folder(), location, reason);
                }
                return false;
            }
        }
        LOG.info("{} was copied from {}", version.folder(), location);
        return true;
    }

    private void copy(StoredObject object, String name, CopiedVersion served, CopiedVersion incoming)
            throws IOException {
        Revision revision = object.revision();
        if (incoming.has(name, revision)) {
            return;
        }
        if (served.has(name, revision)) {
            incoming.share(served, name, revision);
            return;
        }
        Path part = incoming.file(PART);
        bucket.download(object, part);
        incoming.add(part, name, revision);
    }

    @Override
    public void close() {
        bucket.close();
        cache.close();
    }
}

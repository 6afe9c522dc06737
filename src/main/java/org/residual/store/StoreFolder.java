package org.residual.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.residual.store.listing.Origin;
import org.residual.store.listing.PassedOver;
import org.residual.store.listing.StoreListing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a store, listed repeatedly, by one thread at a time. */
final class StoreFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

    private final Origin origin;
    /** The volume of the folder when it last held models. */
    private Volume volume = Volume.NONE;
    /** Read by any thread. */
    private volatile List<PassedOver> passedOver = List.of();

    /** @param origin of the models */
    StoreFolder(Origin origin) {
        this.origin = origin;
    }

    Path path() {
        return origin.folder();
    }

    /**
     * @return the current contents of the folder
     * @throws IOException if the folder cannot be read, or the volume that held the models is gone
     */
    StoreListing list() throws IOException {
        StoreListing listing = new StoreListing(path(), origin.onlyModel());
        requireVolume(listing.models().isEmpty());
        return listing;
    }

    /** An unmounted volume leaves an empty folder, just like a store from which all models were removed. */
    private void requireVolume(boolean empty) throws IOException {
        Volume now = Volume.of(path());
        if (empty && !now.equals(volume) && !volume.equals(Volume.NONE)) {
            throw new IOException("the volume with the models is gone");
        }
        volume = now;
    }

    /**
     * Logs each entry that belongs to no version, when it appears.
     *
     * @param listing whose versions have been listed
     */
    void reportPassedOver(StoreListing listing) {
        List<PassedOver> now = Stream.concat(listing.passedOver().stream(), origin.passedOver().stream())
                .distinct()
                .toList();
        now.stream()
                .filter(entry -> !passedOver.contains(entry))
                .forEach(entry -> LOG.warn("'{}' in the model store is passed over: {}", entry.path(), entry.reason()));
        passedOver = now;
    }

    /** The entries that were last reported. */
    List<PassedOver> passedOver() {
        return passedOver;
    }
}

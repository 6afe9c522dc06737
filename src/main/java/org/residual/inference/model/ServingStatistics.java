package org.residual.inference.model;

import org.residual.store.version.ReadyVersion;

/** Knows what versions have done. */
@FunctionalInterface
public interface ServingStatistics {
    /**
     * @param version that is held
     * @return what it has done, over all requests
     */
    VersionStatistics of(ReadyVersion version);
}

package org.residual.inference.model;

import org.residual.store.version.ReadyVersion;

/** The statistics of versions. */
@FunctionalInterface
public interface ServingStatistics {
    /**
     * @param version that is held
     * @return its statistics, over all requests
     */
    VersionStatistics of(ReadyVersion version);
}

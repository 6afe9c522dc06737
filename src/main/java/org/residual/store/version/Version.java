package org.residual.store.version;

/**
 * A version of a model: one that can be trusted, one that cannot, and why, or one of which that is not
 * known: since it is being loaded, or is not loaded.
 */
public sealed interface Version permits ReadyVersion, FailedVersion, LoadingVersion, UnloadedVersion {
    /**
     * @return the version, a whole number from 1
     */
    long number();
}

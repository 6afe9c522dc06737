package org.residual.store;

/** A version of a model: one that can be trusted, one that cannot, and why, or one of which that is not known yet. */
public sealed interface Version permits ReadyVersion, FailedVersion, LoadingVersion {
    /**
     * @return the version, a whole number from 1
     */
    long number();
}

package org.residual.store;

/** A version of a model, as it came out of loading: one that can be trusted, or one that cannot, and why. */
public sealed interface Version permits ReadyVersion, FailedVersion {
    /**
     * @return the version, a whole number from 1
     */
    int number();
}

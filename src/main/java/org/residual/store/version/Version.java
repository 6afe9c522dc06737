package org.residual.store.version;

import java.util.Optional;
import org.residual.store.file.KnownAnswerDeviation;

/** A version of a model, in one of the four states that it can be in. */
public sealed interface Version permits ReadyVersion, FailedVersion, LoadingVersion, UnloadedVersion {
    /**
     * @return the version, a whole number from 1
     */
    long number();

    /**
     * @return whether it serves
     */
    VersionState state();

    /**
     * @return this version, if it is {@link VersionState#READY}
     */
    default Optional<ReadyVersion> ready() {
        return Optional.empty();
    }

    /**
     * @return one sentence that says what is wrong with it, if it has {@link VersionState#FAILED}
     */
    default Optional<String> failure() {
        return Optional.empty();
    }

    /**
     * @return by how much it missed its known answer, and by how much it may; empty if it did not come to that
     */
    default Optional<KnownAnswerDeviation> deviation() {
        return Optional.empty();
    }
}

package org.residual.store.version;

import java.util.Optional;
import org.residual.store.file.KnownAnswerDeviation;

/** A version of a model, in one of four states. */
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

    /** @return one sentence that says what is wrong with it, if it has {@link VersionState#FAILED} */
    default Optional<String> failure() {
        return Optional.empty();
    }

    /** @return its deviation from the known answer, and the allowed one; empty if it was not compared */
    default Optional<KnownAnswerDeviation> deviation() {
        return Optional.empty();
    }
}

package org.residual.store.version;

import java.util.Optional;
import org.residual.store.file.KnownAnswerDeviation;

/**
 * A version that is not served.
 *
 * @param number the version
 * @param reason one sentence: what is wrong with it
 * @param deviation from its known answer; empty if it was not compared
 */
public record FailedVersion(long number, String reason, Optional<KnownAnswerDeviation> deviation) implements Version {
    @Override
    public VersionState state() {
        return VersionState.FAILED;
    }

    @Override
    public Optional<String> failure() {
        return Optional.of(reason);
    }
}

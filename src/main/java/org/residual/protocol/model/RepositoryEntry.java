package org.residual.protocol.model;

import org.jspecify.annotations.Nullable;
import org.residual.store.listing.PassedOver;
import org.residual.store.version.FailedVersion;
import org.residual.store.version.LoadingVersion;
import org.residual.store.version.ReadyVersion;
import org.residual.store.version.UnloadedVersion;
import org.residual.store.version.Version;

/**
 * A line of the index of the model store.
 *
 * @param name of a model
 * @param version of it; null if none is held
 * @param state whether it answers: the name of a {@link State}
 * @param reason why not; else empty
 */
public record RepositoryEntry(String name, @Nullable String version, String state, String reason) {

    /** Triton's names for how a version is. */
    public enum State {
        READY,
        LOADING,
        UNAVAILABLE
    }

    static RepositoryEntry of(String model, Version version) {
        State state = version instanceof ReadyVersion
                ? State.READY
                : version instanceof LoadingVersion ? State.LOADING : State.UNAVAILABLE;
        String reason = version instanceof FailedVersion failed
                ? failed.reason()
                : version instanceof UnloadedVersion ? "unloaded until it is asked for a prediction" : "";
        return new RepositoryEntry(model, Long.toString(version.number()), state.name(), reason);
    }

    static RepositoryEntry unloaded(String model) {
        return new RepositoryEntry(model, null, State.UNAVAILABLE.name(), "unloaded");
    }

    static RepositoryEntry of(PassedOver passedOver) {
        String[] names = passedOver.path().split("/", 2);
        return new RepositoryEntry(
                names[0],
                names.length > 1 ? names[1] : null,
                State.UNAVAILABLE.name(),
                "passed over: " + passedOver.reason());
    }
}

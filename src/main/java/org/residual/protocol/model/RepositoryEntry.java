package org.residual.protocol.model;

import org.jspecify.annotations.Nullable;
import org.residual.store.listing.PassedOver;
import org.residual.store.version.Version;
import org.residual.store.version.VersionState;

/**
 * An entry of the index of the model store.
 *
 * @param name of a model
 * @param version of it; null if none is held
 * @param state Triton's READY, LOADING or UNAVAILABLE
 * @param reason why it is not ready; otherwise empty
 */
public record RepositoryEntry(String name, @Nullable String version, String state, String reason) {
    static final String READY = "READY";
    private static final String LOADING = "LOADING";
    private static final String UNAVAILABLE = "UNAVAILABLE";

    static RepositoryEntry of(String model, Version version) {
        String reason = version.state() == VersionState.UNLOADED
                ? "unloaded until a prediction is requested"
                : version.failure().orElse("");
        return new RepositoryEntry(model, Long.toString(version.number()), state(version), reason);
    }

    private static String state(Version version) {
        return switch (version.state()) {
            case READY -> READY;
            case LOADING -> LOADING;
            case FAILED, UNLOADED -> UNAVAILABLE;
        };
    }

    static RepositoryEntry unloaded(String model) {
        return new RepositoryEntry(model, null, UNAVAILABLE, "unloaded");
    }

    static RepositoryEntry of(PassedOver passedOver) {
        String[] names = passedOver.path().split("/", 2);
        return new RepositoryEntry(
                names[0], names.length > 1 ? names[1] : null, UNAVAILABLE, "passed over: " + passedOver.reason());
    }
}

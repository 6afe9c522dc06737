package org.residual.store.version;

/**
 * A version that is not loaded, since other models were asked for later: it is when its model is asked for.
 *
 * @param number the version
 */
public record UnloadedVersion(long number) implements Version {
    @Override
    public VersionState state() {
        return VersionState.UNLOADED;
    }
}

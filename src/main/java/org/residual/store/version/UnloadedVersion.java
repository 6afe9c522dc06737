package org.residual.store.version;

/**
 * A version that is not loaded, in favour of more recently requested models; it is loaded when its model is requested.
 *
 * @param number the version
 */
public record UnloadedVersion(long number) implements Version {
    @Override
    public VersionState state() {
        return VersionState.UNLOADED;
    }
}

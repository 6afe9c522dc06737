package org.residual.store.version;

/**
 * A version that is being loaded, or copied.
 *
 * @param number the version
 */
public record LoadingVersion(long number) implements Version {
    @Override
    public VersionState state() {
        return VersionState.LOADING;
    }
}

package org.residual.store;

/**
 * A version that is being loaded, or still being copied.
 *
 * @param number the version
 */
public record LoadingVersion(long number) implements Version {}

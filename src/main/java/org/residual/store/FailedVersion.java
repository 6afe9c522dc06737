package org.residual.store;

/**
 * A version that is not served.
 *
 * @param number the version
 * @param reason one sentence: what is wrong with it
 */
public record FailedVersion(int number, String reason) implements Version {}

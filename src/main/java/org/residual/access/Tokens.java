package org.residual.access;

/** Checks tokens of an issuer. */
@FunctionalInterface
public interface Tokens {
    /**
     * @param token as sent
     * @return its owner
     * @throws UnknownCredentialException if it is invalid, not for this service, or expired
     * @throws UncheckedCredentialException if the issuer's keys are unavailable
     */
    Client verify(String token);
}

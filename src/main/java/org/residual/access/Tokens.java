package org.residual.access;

/** What checks tokens of an issuer. */
@FunctionalInterface
public interface Tokens {
    /**
     * @param token as it was sent
     * @return who has it
     * @throws UnknownCredentialException if it is no token, or none for this service, or its time is over
     * @throws UncheckedCredentialException if the issuer's keys are not to be had
     */
    Client verify(String token);
}

package org.residual.access;

import java.util.Set;

/**
 * An authenticated client.
 *
 * @param name a key's, as configured, or {@value #TOKEN}: there are only a few, so logs and metrics can include it
 * @param scopes that it has
 * @param rate its limit
 */
public record Client(String name, Set<Scope> scopes, RateLimit rate) {
    /** The name of all clients with a token of an issuer. */
    public static final String TOKEN = "token";

    /** Copies the set. */
    public Client {
        scopes = Set.copyOf(scopes);
    }

    /** @return whether it has the scope */
    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}

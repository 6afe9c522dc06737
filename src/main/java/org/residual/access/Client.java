package org.residual.access;

import java.util.Set;

/**
 * Who asks.
 *
 * @param name a key's, as it is configured, or {@value #TOKEN}: there are only so many, so logs and metrics may have it
 * @param scopes what it may do
 * @param rate how often
 */
public record Client(String name, Set<Scope> scopes, RateLimit rate) {
    /** The name of all who come with a token of an issuer. */
    public static final String TOKEN = "token";

    /** Copies the set. */
    public Client {
        scopes = Set.copyOf(scopes);
    }

    /**
     * @return whether it may
     */
    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}

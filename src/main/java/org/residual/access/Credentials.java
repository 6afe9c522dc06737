package org.residual.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The credentials that the service knows: keys, and tokens where an issuer is configured. */
public final class Credentials {
    private static final String BEARER = "Bearer ";

    private final List<ApiKey> keys;
    private final Optional<Tokens> tokens;

    /**
     * @param keys may be none
     * @param tokens empty if nobody issues them
     */
    public Credentials(List<ApiKey> keys, Optional<Tokens> tokens) {
        this.keys = List.copyOf(keys);
        this.tokens = tokens;
    }

    /**
     * @return whether there is any; if there is not, the service is open
     */
    public boolean exist() {
        return !keys.isEmpty() || tokens.isPresent();
    }

    /**
     * @param authorization what the request has under {@code Authorization}; null if nothing
     * @param key what it has under {@code X-API-Key}; null if nothing
     * @return the credential that it was sent with; null if with none
     */
    public static @Nullable String sentWith(@Nullable String authorization, @Nullable String key) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : key;
    }

    /**
     * @param credential a key or a token
     * @return who has it
     * @throws UnknownCredentialException if it is neither
     * @throws UncheckedCredentialException if nobody can tell for now
     */
    public Client identify(String credential) {
        return withKey(credential)
                .or(() -> tokens.map(issued -> issued.verify(credential)))
                .orElseThrow(UnknownCredentialException::new);
    }

    /** Looks at each key, so that the time it takes tells nothing of which it was. */
    private Optional<Client> withKey(String credential) {
        KeyHash sent = KeyHash.of(credential);
        Client found = null;
        for (ApiKey key : keys) {
            for (KeyHash hash : key.hashes()) {
                if (hash.equals(sent)) {
                    found = key.client();
                }
            }
        }
        return Optional.ofNullable(found);
    }
}

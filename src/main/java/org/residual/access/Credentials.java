package org.residual.access;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configured credentials: keys, and tokens if there is an issuer. */
public final class Credentials {
    private static final String BEARER = "Bearer ";

    private final List<ApiKey> keys;
    private final Optional<Tokens> tokens;

    /**
     * @param keys may be empty
     * @param tokens empty if there is no issuer
     */
    public Credentials(List<ApiKey> keys, Optional<Tokens> tokens) {
        this.keys = List.copyOf(keys);
        this.tokens = tokens;
    }

    /** @return whether any credential is configured; if not, the service is open */
    public boolean exist() {
        return !keys.isEmpty() || tokens.isPresent();
    }

    /**
     * @param authorization the {@code Authorization} header; null if missing
     * @param key the {@code X-API-Key} header; null if missing
     * @return the credential of the request; null if it has none
     */
    public static @Nullable String sentWith(@Nullable String authorization, @Nullable String key) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : key;
    }

    /**
     * @param credential a key or a token
     * @return its owner
     * @throws UnknownCredentialException if it is neither
     * @throws UncheckedCredentialException if it cannot be checked now
     */
    public Client identify(String credential) {
        return withKey(credential)
                .or(() -> tokens.map(issued -> issued.verify(credential)))
                .orElseThrow(UnknownCredentialException::new);
    }

    /** Compares all keys, so that the time does not reveal which one matched. */
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

package org.residual.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.residual.access.ApiKey;
import org.residual.access.Client;
import org.residual.access.KeyCommand;
import org.residual.access.KeyHash;
import org.residual.access.RateLimit;
import org.residual.access.Scope;
import org.residual.access.TokenRates;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Access control. Without keys and without a token issuer, the service is open.
 *
 * @param keys by the names of their owners
 * @param tokens of an issuer
 */
public record AccessProperties(
        @DefaultValue Map<String, @Valid Key> keys,
        @Valid @DefaultValue Tokens tokens) {
    private static final String KEYS = "residual.access.keys.";

    /** @throws IllegalArgumentException if a key has an invalid name, or the same hash as another */
    public AccessProperties {
        keys = Map.copyOf(keys);
        Map<String, String> owners = new HashMap<>();
        keys.forEach((name, key) -> {
            requireName(name);
            for (KeyHash hash : key.hashes(name)) {
                String other = owners.put(hash.toString(), name);
                if (other != null) {
                    throw new IllegalArgumentException(KEYS + name + ".sha256: " + hash + " is repeated"
                            + (other.equals(name) ? "." : ", for '" + other + "' too: which of them owns it?"));
                }
            }
        });
    }

    private static void requireName(String name) {
        if (!name.matches(KeyCommand.NAMES) || name.equals(Client.TOKEN)) {
            throw new IllegalArgumentException(KEYS + name
                    + ": use at most 40 lower-case letters, digits and - as a name, and not '" + Client.TOKEN + "'.");
        }
    }

    /**
     * @param sha256 of the key, in hexadecimal; several while one replaces another
     * @param scopes that it has
     * @param rate its limit; null for none
     */
    public record Key(
            @DefaultValue List<String> sha256,
            @DefaultValue Set<Scope> scopes,
            @Valid @Nullable Rate rate) {
        private List<KeyHash> hashes(String name) {
            require(!sha256.isEmpty(), name, "sha256: the key's hash is missing; `residual key` creates both.");
            require(!scopes.isEmpty(), name, "scopes: set the key's scopes: predict, manage or both.");
            return sha256.stream()
                    .map(hex -> {
                        try {
                            return KeyHash.parse(hex);
                        } catch (IllegalArgumentException e) {
                            throw new IllegalArgumentException(KEYS + name + ".sha256: " + e.getMessage() + ".");
                        }
                    })
                    .toList();
        }

        private static void require(boolean given, String name, String sentence) {
            if (!given) {
                throw new IllegalArgumentException(KEYS + name + "." + sentence);
            }
        }
    }

    /** @param rate limit of each subject; null for none */
    public record Tokens(@Valid @Nullable Rate rate) {}

    /**
     * @param perSecond requests a second, in the long run
     * @param burst requests that can arrive at once after a pause; null stands for the number per second, at least one
     */
    public record Rate(
            @DecimalMin("0.001") @DecimalMax("1000000") double perSecond,
            @Min(1) @Max(1_000_000) @Nullable Integer burst) {
        private RateLimit limit() {
            return RateLimit.of(perSecond, burst == null ? (int) Math.ceil(perSecond) : burst);
        }
    }

    public TokenRates tokenRates() {
        return new TokenRates(() -> limit(tokens.rate()));
    }

    private static RateLimit limit(@Nullable Rate rate) {
        return rate == null ? RateLimit.NONE : rate.limit();
    }

    public List<ApiKey> apiKeys() {
        return keys.entrySet().stream()
                .map(entry -> apiKey(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ApiKey apiKey(String name, Key key) {
        return new ApiKey(new Client(name, key.scopes(), limit(key.rate())), key.hashes(name));
    }
}

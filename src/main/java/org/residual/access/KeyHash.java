package org.residual.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of an API key. The service knows nothing else, so a reader of the configuration cannot use the key.
 *
 * <p>A plain hash is sufficient here, though not for passwords. Slow and salted hashes make guessing expensive; a key
 * of {@link NewKey} is 256 random bits and cannot be guessed. A slow hash would only cost time on each request.
 */
public final class KeyHash {
    private static final int BYTES = 32;

    private final byte[] digest;

    private KeyHash(byte[] digest) {
        this.digest = digest;
    }

    /**
     * @param key as a client sends it
     */
    public static KeyHash of(String key) {
        try {
            return new KeyHash(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    /**
     * @param hex 64 hexadecimal digits
     * @throws IllegalArgumentException if it is not
     */
    public static KeyHash parse(String hex) {
        if (!hex.matches("[0-9a-fA-F]{" + 2 * BYTES + "}")) {
            throw new IllegalArgumentException(
                    "a hash has " + 2 * BYTES + " hexadecimal digits, but this one does not");
        }
        return new KeyHash(HexFormat.of().parseHex(hex));
    }

    /** Takes the same time for all values. */
    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash hash && MessageDigest.isEqual(digest, hash.digest);
    }

    @Override
    public int hashCode() {
        return digest[0];
    }

    /** As hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest);
    }
}

package org.residual.access;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A newly generated key.
 *
 * @param text the key, which its owner keeps and sends
 */
record NewKey(String text) {
    /** The prefix by which people, and scanners for leaked secrets, recognise it. */
    static final String PREFIX = "residual_";

    private static final int RANDOM_BYTES = 32;

    static NewKey make() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return new NewKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    KeyHash hash() {
        return KeyHash.of(text);
    }
}

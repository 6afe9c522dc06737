package org.residual.access;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * A key that nobody has yet.
 *
 * @param text what its owner keeps and sends
 */
record NewKey(String text) {
    /** By which people, and programs that look for secrets in the wrong places, know it. */
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

package org.residual.access;

import java.util.List;

/**
 * A key, or several while one replaces another.
 *
 * @param client that owns it
 * @param hashes of the accepted keys
 */
public record ApiKey(Client client, List<KeyHash> hashes) {
    /** Copies the list. */
    public ApiKey {
        hashes = List.copyOf(hashes);
    }
}

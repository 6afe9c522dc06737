package org.residual.access;

import java.util.List;

/**
 * A key, or several while one gives way to the next.
 *
 * @param client who has it
 * @param hashes each opens
 */
public record ApiKey(Client client, List<KeyHash> hashes) {
    /** Copies the list. */
    public ApiKey {
        hashes = List.copyOf(hashes);
    }
}

package org.residual.importing;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists names in a sentence. */
final class Names {
    private static final int MOST = 8;

    private Names() {}

    /** The first of them, and the number of further ones. */
    static String enumerate(Collection<String> names) {
        String first = names.stream().limit(MOST).collect(Collectors.joining(", "));
        return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
    }
}

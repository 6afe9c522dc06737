package org.residual.classification;

import java.io.IOException;
import java.nio.file.Path;

/** Where standard error goes. */
final class Terminal {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /**
     * @return whether it is a terminal; false where that is not known, as elsewhere than on Linux
     */
    static boolean isStandardError() {
        try {
            String target = STANDARD_ERROR.toRealPath().toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException e) {
            return false;
        }
    }
}

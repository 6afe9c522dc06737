package org.residual.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The volume of a folder, as far as the system tells.
 *
 * @param device the system's identifier
 */
record Volume(Object device) {
    /** Not known. */
    static final Volume NONE = new Volume("");

    private static final String DEVICE = "unix:dev";

    /**
     * @param folder one that exists
     * @return its volume; {@link #NONE} if the system does not tell
     * @throws IOException if the folder cannot be read
     */
    static Volume of(Path folder) throws IOException {
        try {
            return new Volume(Files.getAttribute(folder, DEVICE));
        } catch (UnsupportedOperationException e) {
            return NONE;
        }
    }
}

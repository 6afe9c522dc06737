package org.residual.image;

import java.io.IOException;

/** Reads one format. */
interface PixelReader {
    /**
     * Reads a file that begins as this format does.
     *
     * @throws ImageRefusedException if the limit is passed, or if something is wrong that it can name
     * @throws IOException if the file is corrupt; any {@link RuntimeException} means the same
     */
    OrientedImage read(Bytes file, PixelLimit limit) throws IOException;
}

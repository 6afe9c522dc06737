package org.residual.image.format;

import java.io.IOException;

/** Reads one format. */
public interface PixelReader {
    /**
     * Reads the header of a file of this format, and takes memory for nothing else.
     *
     * @throws ImageRefusedException if the limit is exceeded, or for a known error
     * @throws IOException if the file is corrupt; any {@link RuntimeException} means the same
     */
    EncodedImage open(Bytes file, PixelLimit limit) throws IOException;
}

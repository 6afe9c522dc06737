package org.residual.image.jpeg;

import java.io.IOException;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.pixel.RgbImage;

/** Decodes a JPEG file that {@link JpegSegments} has checked. Safe for use by many threads. */
interface JpegDecoder {
    /**
     * @param segments of the file
     * @param length of the file, in bytes
     */
    DecodingMemory memory(JpegSegments segments, int length);

    /**
     * @param segments of the file; the JDK's reader does not shrink
     * @param file is not changed
     * @param limit that it was checked against
     * @throws ImageRefusedException if the decoder finds damage
     * @throws IOException if it cannot continue; any {@link RuntimeException} means the same
     */
    RgbImage decode(JpegSegments segments, Bytes file, PixelLimit limit) throws IOException;
}

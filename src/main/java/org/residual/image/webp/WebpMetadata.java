package org.residual.image.webp;

import org.residual.image.format.Bytes;
import org.residual.image.orientation.Orientation;
import org.residual.image.orientation.StatedOrientation;

/**
 * The orientation metadata in the chunks of a WebP file. As with Pillow and libwebp, only those that the file's header
 * declares count, and the first of several.
 */
final class WebpMetadata {
    private static final int FILE_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int EXIF_FLAG = 8;
    private static final int XMP_FLAG = 4;

    private final Bytes file;
    private final boolean tellsExif;
    private final StatedOrientation stated = new StatedOrientation();
    private boolean awaitsXmp;

    WebpMetadata(Bytes file) {
        this.file = file;
        int flags = file.has(FILE_HEADER, "VP8X") ? file.u8(FILE_HEADER + CHUNK_HEADER) : 0;
        tellsExif = (flags & EXIF_FLAG) != 0;
        awaitsXmp = (flags & XMP_FLAG) != 0;
    }

    /**
     * @param at where a chunk begins
     * @param length of its data
     */
    void lookAt(int at, int length) {
        int data = at + CHUNK_HEADER;
        if (tellsExif && file.has(at, "EXIF")) {
            stated.firstExif(file.view(data, length));
        } else if (awaitsXmp && file.has(at, "XMP ")) {
            stated.lastXmp(() -> file.stream(data, length));
            awaitsXmp = false;
        }
    }

    Orientation orientation() {
        return stated.orientation();
    }
}

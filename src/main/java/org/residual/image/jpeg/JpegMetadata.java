package org.residual.image.jpeg;

import org.residual.image.format.Bytes;
import org.residual.image.jpeg.JpegSegments.Colors;
import org.residual.image.orientation.Orientation;
import org.residual.image.orientation.StatedOrientation;

/** The colour and orientation metadata in the application segments of a JPEG file. */
final class JpegMetadata {
    private static final int APPLICATION_0 = 0xe0;
    private static final int APPLICATION_1 = 0xe1;
    private static final int APPLICATION_14 = 0xee;
    private static final String EXIF = "Exif\0";
    private static final int EXIF_PREFIX = 6;
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
    private static final int UNKNOWN = -1;

    private final Bytes file;
    private final StatedOrientation stated = new StatedOrientation();
    private boolean jfif;
    private int adobeTransform = UNKNOWN;

    JpegMetadata(Bytes file) {
        this.file = file;
    }

    /** Of several segments with EXIF data the first counts, and of several with XMP the last, as with Pillow. */
    void lookAt(int marker, int offset, int length) {
        if (marker == APPLICATION_0 && length >= 14 && file.has(offset, "JFIF\0")) {
            jfif = true;
        } else if (marker == APPLICATION_14 && length >= 12 && file.has(offset, "Adobe")) {
            adobeTransform = file.u8(offset + 11);
        } else if (marker == APPLICATION_1 && length > EXIF_PREFIX && file.has(offset, EXIF)) {
            stated.firstExif(file.view(offset + EXIF_PREFIX, length - EXIF_PREFIX));
        } else if (marker == APPLICATION_1 && length >= XMP.length() && file.has(offset, XMP)) {
            stated.lastXmp(() -> file.stream(offset + XMP.length(), length - XMP.length()));
        }
    }

    Orientation orientation() {
        return stated.orientation();
    }

    /** Few files state it. These are the rules of the IJG's library, which others follow. */
    Colors colors(JpegFrame frame) {
        return switch (frame.components().size()) {
            case 1 -> Colors.GREY;
            case 3 -> isRgb(frame) ? Colors.RGB : Colors.YCBCR;
            default -> adobeTransform == UNKNOWN || adobeTransform == 0 ? Colors.CMYK : Colors.YCCK;
        };
    }

    private boolean isRgb(JpegFrame frame) {
        if (jfif) {
            return false;
        }
        return adobeTransform == UNKNOWN ? frame.isNamed("RGB") : adobeTransform == 0;
    }
}

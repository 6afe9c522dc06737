package org.residual.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.residual.image.format.Bytes;

/** Recognises files that are not supported images, so that users see what went wrong. */
final class FileSignatures {
    private static final int LOOK_AT = 1024;

    private FileSignatures() {}

    /** The kind of file, as in "this is …". */
    static String describe(Bytes file) {
        if (file.startsWith("%PDF")) {
            return "a PDF document";
        }
        if (file.startsWith("PK\u0003\u0004") || file.startsWith("PK\u0005\u0006")) {
            return "a zip archive";
        }
        if (file.startsWith("\u001f\u008b")) {
            return "a gzip archive";
        }
        if (file.startsWith("II*\0") || file.startsWith("MM\0*")) {
            return "a TIFF image";
        }
        if (file.has(4, "ftyp")) {
            return describeBoxes(file);
        }
        if (file.startsWith("\0\0\0\fjP  ") || file.startsWith("\u00ffO\u00ffQ")) {
            return "a JPEG 2000 image";
        }
        if (file.startsWith("\u00ff\n") || file.startsWith("\0\0\0\fJXL ")) {
            return "a JPEG XL image";
        }
        if (file.startsWith("8BPS")) {
            return "a Photoshop document";
        }
        return describeText(file);
    }

    /** HEIC, AVIF and films share one container; its brand distinguishes them. */
    private static String describeBoxes(Bytes file) {
        if (file.has(8, "avif") || file.has(8, "avis")) {
            return "an AVIF image";
        }
        if (file.has(8, "hei") || file.has(8, "hev") || file.has(8, "mif1") || file.has(8, "msf1")) {
            return "a HEIC image";
        }
        return "an MP4 or QuickTime film";
    }

    private static String describeText(Bytes file) {
        int length = Math.min(file.length(), LOOK_AT);
        for (int i = 0; i < length; i++) {
            int c = file.u8(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r') {
                return "not an image of a known format";
            }
        }
        String text = new String(file.array(), 0, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        if (text.contains("<svg")) {
            return "an SVG document";
        }
        if (text.contains("<!doctype html") || text.contains("<html")) {
            return "an HTML page";
        }
        return "plain text";
    }
}

package org.residual.image.format;

import java.util.Optional;
import org.residual.image.ImageDecoder;

/** The formats that {@link ImageDecoder} reads. */
public enum ImageFormat {
    JPEG("image/jpeg"),
    PNG("image/png"),
    WEBP("image/webp"),
    BMP("image/bmp"),
    GIF("image/gif");

    private final String mediaType;

    ImageFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The registered media type, such as {@code image/jpeg}. */
    public String mediaType() {
        return mediaType;
    }

    /**
     * Tells a file's format by its first bytes, whatever its name or declared type say.
     *
     * @return empty if it is none of these formats, or too short to tell
     */
    public static Optional<ImageFormat> of(byte[] encoded) {
        Bytes bytes = new Bytes(encoded);
        if (bytes.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (bytes.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (bytes.startsWith("RIFF") && bytes.has(8, "WEBP")) {
            return Optional.of(WEBP);
        }
        if (bytes.startsWith("GIF87a") || bytes.startsWith("GIF89a")) {
            return Optional.of(GIF);
        }
        // "BM" alone may begin any text. The header's length, which follows, is small: its upper bytes are 0.
        if (bytes.startsWith("BM") && bytes.has(15, "\0\0\0")) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }
}

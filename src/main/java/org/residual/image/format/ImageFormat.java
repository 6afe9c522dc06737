package org.residual.image.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The supported formats. */
public enum ImageFormat {
    JPEG("JPEG", "image/jpeg", "jpg", "jpeg", "jpe", "jfif"),
    PNG("PNG", "image/png", "png"),
    WEBP("WebP", "image/webp", "webp"),
    BMP("BMP", "image/bmp", "bmp"),
    GIF("GIF", "image/gif", "gif");

    private final String title;
    private final String mediaType;
    private final List<String> extensions;

    ImageFormat(String title, String mediaType, String... extensions) {
        this.title = title;
        this.mediaType = mediaType;
        this.extensions = List.of(extensions);
    }

    /** All of them, for messages: {@code JPEG, PNG or GIF}. */
    public static String choice() {
        String all = Stream.of(values()).map(ImageFormat::toString).collect(Collectors.joining(", "));
        int last = all.lastIndexOf(", ");
        return all.substring(0, last) + " or " + all.substring(last + ", ".length());
    }

    /** The media types of all of them. */
    public static List<String> mediaTypes() {
        return Stream.of(values()).map(ImageFormat::mediaType).toList();
    }

    /** The registered media type, such as {@code image/jpeg}. */
    public String mediaType() {
        return mediaType;
    }

    /** The extensions of such files, in lower case, such as {@code jpg}. */
    public List<String> extensions() {
        return extensions;
    }

    /**
     * Detects a file's format from its first bytes, independent of its name or declared type.
     *
     * @return empty if it is none of these formats, or the bytes are too few
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
        // "BM" alone may begin any text. The header's length follows; it is small, so its upper bytes are 0.
        if (bytes.startsWith("BM") && bytes.has(15, "\0\0\0")) {
            return Optional.of(BMP);
        }
        return Optional.empty();
    }

    /** The format's name in messages, such as {@code WebP}. */
    @Override
    public String toString() {
        return title;
    }
}

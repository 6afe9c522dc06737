package org.residual.web.body;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a small multipart body, written as nearly all clients write it, in one pass. Any other or invalid body is left
 * to {@link MultipartBody}, which takes several times as long.
 */
final class PlainMultipart {
    /** A boundary of RFC 2046's characters, and no other parameter. */
    private static final Pattern TYPE =
            Pattern.compile("multipart/form-data; ?boundary=(\"?)([A-Za-z0-9'()+_,./:=?-]{1,70})\\1");

    /** Names contain no escapes and no encoded words, which may begin with {@code =?}. */
    private static final Pattern HEAD = Pattern.compile("Content-Disposition: form-data; name=\"([ -~&&[^\"\\\\=]]*)\""
            + "(?:; filename=\"([ -~&&[^\"\\\\=]]*)\")?"
            + "(?:\r\nContent-Type: (?:image|application)/[A-Za-z0-9.+-]+)?");

    private static final int LONGEST_HEAD = 512;
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[] END_OF_BODY = ascii("--");

    private final byte[] body;
    private final byte[] delimiter;

    /**
     * @param name of the field
     * @param fileName null if it has none
     * @param content its bytes
     */
    record Part(String name, @Nullable String fileName, byte[] content) {}

    private PlainMultipart(byte[] body, String boundary) {
        this.body = body;
        this.delimiter = ascii("\r\n--" + boundary);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * @param contentType of the body
     * @param body the whole body
     * @return the parts in the order sent; empty if another reader is needed
     */
    static Optional<List<Part>> parts(String contentType, byte[] body) {
        Matcher type = TYPE.matcher(contentType);
        return type.matches() ? new PlainMultipart(body, type.group(2)).parts() : Optional.empty();
    }

    private Optional<List<Part>> parts() {
        List<Part> parts = new ArrayList<>();
        // No line break comes before the first delimiter.
        int at = delimiter.length - END_OF_LINE.length;
        if (!Arrays.equals(body, 0, Math.min(at, body.length), delimiter, END_OF_LINE.length, delimiter.length)) {
            return Optional.empty();
        }
        while (has(END_OF_LINE, at)) {
            int head = at + END_OF_LINE.length;
            int endOfHead = find(END_OF_HEAD, head, Math.min(body.length, head + LONGEST_HEAD));
            int content = endOfHead + END_OF_HEAD.length;
            int end = endOfHead < 0 ? -1 : find(delimiter, content, body.length);
            Matcher said =
                    HEAD.matcher(end < 0 ? "" : new String(body, head, endOfHead - head, StandardCharsets.ISO_8859_1));
            if (!said.matches()) {
                return Optional.empty();
            }
            String fileName = said.group(2);
            parts.add(new Part(
                    said.group(1).trim(),
                    fileName == null ? null : fileName.trim(),
                    Arrays.copyOfRange(body, content, end)));
            at = end + delimiter.length;
        }
        return has(END_OF_BODY, at) ? Optional.of(parts) : Optional.empty();
    }

    private boolean has(byte[] expected, int at) {
        return at + expected.length <= body.length
                && Arrays.equals(body, at, at + expected.length, expected, 0, expected.length);
    }

    /** The first position of the bytes; negative if they do not occur before {@code to}. */
    private int find(byte[] wanted, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (body[at] == wanted[0] && has(wanted, at)) {
                return at;
            }
        }
        return -1;
    }
}

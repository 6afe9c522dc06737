package org.residual.bucket;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Identifies the content of an object.
 *
 * @param etag the entity tag, without quotation marks
 * @param size in bytes
 */
record Revision(String etag, long size) {
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    /** Some servers omit the quotation marks in some answers. */
    static Revision of(String etag, long size) {
        return new Revision(etag == null ? "" : etag.replace("\"", ""), size);
    }

    /** Whether the tag may be the MD5 of the content; that of a multipart upload never is. */
    boolean mayBeMd5() {
        return MD5.matcher(etag).matches();
    }

    boolean isMd5(byte[] digest) {
        return etag.equals(HexFormat.of().formatHex(digest));
    }
}

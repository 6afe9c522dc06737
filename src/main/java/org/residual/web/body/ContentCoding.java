package org.residual.web.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** The content codings of bodies, by their names in HTTP (RFC 9110, 8.4.1). */
public enum ContentCoding {
    GZIP {
        @Override
        InputStream unpacking(InputStream packed) throws IOException {
            return new GZIPInputStream(packed);
        }

        @Override
        OutputStream packing(OutputStream packed) throws IOException {
            return new GZIPOutputStream(packed);
        }
    },
    /** In the zlib format; many clients send raw deflate data instead. */
    DEFLATE {
        @Override
        InputStream unpacking(InputStream packed) throws IOException {
            PushbackInputStream whole = new PushbackInputStream(packed, ZLIB_HEADER);
            byte[] start = whole.readNBytes(ZLIB_HEADER);
            whole.unread(start);
            return isZlib(start) ? new InflaterInputStream(whole) : new RawDeflate(whole);
        }

        @Override
        OutputStream packing(OutputStream packed) {
            return new DeflaterOutputStream(packed);
        }
    };

    private static final int ZLIB_HEADER = 2;
    private static final int METHOD = 0x0f;
    private static final int DEFLATED = 8;
    private static final int CHECK = 31;

    /**
     * @param name as in a header
     * @return the coding of that name; empty if unknown
     */
    public static Optional<ContentCoding> of(String name) {
        return Stream.of(values())
                .filter(coding -> coding.word().equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    /** The name as in headers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IOException if the body does not begin as this coding does */
    abstract InputStream unpacking(InputStream packed) throws IOException;

    abstract OutputStream packing(OutputStream packed) throws IOException;

    public byte[] pack(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream packing = packing(packed)) {
            packing.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    /** As in RFC 1950. */
    private static boolean isZlib(byte[] start) {
        return start.length == ZLIB_HEADER
                && (start[0] & METHOD) == DEFLATED
                && ((start[0] & 0xff) << Byte.SIZE | start[1] & 0xff) % CHECK == 0;
    }

    /** Releases the inflater's memory: the library does so only for inflaters that it creates. */
    private static final class RawDeflate extends InflaterInputStream {
        RawDeflate(InputStream packed) {
            super(packed, new Inflater(true));
        }

        @Override
        public void close() throws IOException {
            inf.end();
            super.close();
        }
    }
}

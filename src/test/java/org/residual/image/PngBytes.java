package org.residual.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG chunk by chunk, valid or invalid. */
final class PngBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PngBytes() {
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    }

    PngBytes header(int width, int height, int depth, int colorType) {
        var header = ByteBuffer.allocate(13);
        header.putInt(width).putInt(height).put((byte) depth).put((byte) colorType);
        return chunk("IHDR", header.array());
    }

    PngBytes chunk(String type, byte[] data) {
        byte[] typed = ByteBuffer.allocate(4 + data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data)
                .array();
        CRC32 sum = new CRC32();
        sum.update(typed);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        bytes.writeBytes(typed);
        bytes.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
        return this;
    }

    byte[] end() {
        return chunk("IEND", new byte[0]).bytes.toByteArray();
    }

    static byte[] deflated(byte[] data) {
        var deflater = new Deflater();
        deflater.setInput(data);
        deflater.finish();
        var result = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            result.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return result.toByteArray();
    }

    /** The data compressed so far, without its end. */
    static byte[] flushed(byte[] data) {
        var deflater = new Deflater();
        deflater.setInput(data);
        byte[] buffer = new byte[8192];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    /** The end after {@link #flushed}: an empty last block, and the checksum. */
    static byte[] endOf(byte[] data) {
        Adler32 sum = new Adler32();
        sum.update(data);
        return ByteBuffer.allocate(6)
                .put(new byte[] {3, 0})
                .putInt((int) sum.getValue())
                .array();
    }
}

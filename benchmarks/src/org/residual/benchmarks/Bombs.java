package org.residual.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Small files that would unpack to huge ones. */
final class Bombs {
    private static final int SIDE = 60_000;
    private static final int INFLATED = 64 << 20;

    private Bombs() {}

    /** One of each format that declares too many pixels, and a PNG whose text would fill the memory. */
    static List<byte[]> all() throws IOException {
        return List.of(png(), pngOfText(), gif(), bmp(), webp(), jpeg());
    }

    private static byte[] png() {
        return png(SIDE, new byte[0]);
    }

    private static byte[] pngOfText() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(ascii("Comment\0\0"));
        try (DeflaterOutputStream deflated = new DeflaterOutputStream(text)) {
            deflated.write(new byte[INFLATED]);
        }
        return png(16, text.toByteArray());
    }

    private static byte[] png(int side, byte[] text) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(ByteBuffer.allocate(8).putLong(0x89504e470d0a1a0aL).array());
        png.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(side)
                        .putInt(side)
                        .put((byte) 8)
                        .put((byte) 2)
                        .array()));
        png.writeBytes(chunk("zTXt", text));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
        chunk.putInt(data.length).put(ascii(type)).put(data);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }

    private static byte[] gif() {
        return little(64)
                .put(ascii("GIF89a"))
                .putShort((short) SIDE)
                .putShort((short) SIDE)
                .put(new byte[3])
                .put((byte) ',')
                .putInt(0)
                .putShort((short) SIDE)
                .putShort((short) SIDE)
                .array();
    }

    private static byte[] bmp() {
        return little(128)
                .put(ascii("BM"))
                .putInt(128)
                .putInt(0)
                .putInt(54)
                .putInt(40)
                .putInt(SIDE)
                .putInt(SIDE)
                .putShort((short) 1)
                .putShort((short) 24)
                .array();
    }

    private static byte[] webp() {
        return little(30)
                .put(ascii("RIFF"))
                .putInt(22)
                .put(ascii("WEBPVP8X"))
                .putInt(10)
                .putInt(0)
                .put(new byte[] {0x5f, (byte) 0xea, 0, 0x5f, (byte) 0xea, 0})
                .array();
    }

    private static byte[] jpeg() {
        return ByteBuffer.allocate(32)
                .putInt(0xffd8ffc0)
                .putShort((short) 11)
                .put((byte) 8)
                .putShort((short) SIDE)
                .putShort((short) SIDE)
                .put(new byte[] {1, 1, 0x11, 0})
                .array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

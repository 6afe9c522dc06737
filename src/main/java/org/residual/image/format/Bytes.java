package org.residual.image.format;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads numbers from a file. Reading past its end reports a truncated file. */
public record Bytes(byte[] array) {
    public int length() {
        return array.length;
    }

    public int u8(int offset) {
        require(offset, 1);
        return array[offset] & 0xff;
    }

    public int u16be(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    public int u16le(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    public int u24le(int offset) {
        return u16le(offset) | u8(offset + 2) << 16;
    }

    public int i32be(int offset) {
        return u16be(offset) << 16 | u16be(offset + 2);
    }

    public int i32le(int offset) {
        return u16le(offset) | u16le(offset + 2) << 16;
    }

    /** A four-byte length that is followed by that many bytes; one that points past the end means a truncated file. */
    public int lengthBe(int offset) {
        int length = i32be(offset);
        require(offset + 4, length);
        return length;
    }

    /** The same in little-endian order. */
    public int lengthLe(int offset) {
        int length = i32le(offset);
        require(offset + 4, length);
        return length;
    }

    public byte[] copy(int offset, int length) {
        require(offset, length);
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** The bytes from 0 on, without copying. */
    public ByteBuffer view(int offset, int length) {
        require(offset, length);
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    /** A range of the bytes, without copying. */
    public InputStream stream(int offset, int length) {
        require(offset, length);
        return new ByteArrayInputStream(array, offset, length);
    }

    /** Checks that {@code count} bytes lie at {@code offset}. */
    public void require(int offset, int count) {
        if (offset < 0 || count < 0 || offset > array.length - count) {
            throw ImageRefusedException.broken("it ends before its data does");
        }
    }

    public boolean startsWith(String expected) {
        return has(0, expected);
    }

    /** Whether the bytes at {@code offset} are these characters' codes (0 to 255); false if the file is shorter. */
    public boolean has(int offset, String expected) {
        if (offset > array.length - expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if ((array[offset + i] & 0xff) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

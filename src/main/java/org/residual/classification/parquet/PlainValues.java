package org.residual.classification.parquet;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Values in Parquet's PLAIN encoding: little-endian numbers, and UTF-8 strings preceded by their length in bytes. */
final class PlainValues {
    private static final int FIRST_BYTES = 1 << 12;

    private ByteBuffer bytes = buffer(FIRST_BYTES);

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    void add(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void add(long value) {
        room(Long.BYTES).putLong(value);
    }

    void add(float[] values) {
        ByteBuffer room = room(Math.multiplyExact(values.length, Float.BYTES));
        for (float value : values) {
            room.putFloat(value);
        }
    }

    void add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            ByteBuffer larger = buffer(Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), more)));
            bytes = larger.put(bytes.flip());
        }
        return bytes;
    }

    /** The size in bytes. */
    int size() {
        return bytes.position();
    }

    /** Writes all values, then clears them. */
    void drainTo(OutputStream out) throws IOException {
        out.write(bytes.array(), 0, bytes.position());
        bytes.clear();
    }
}

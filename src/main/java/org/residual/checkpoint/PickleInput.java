package org.residual.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.residual.store.file.InvalidModelException;

/** The bytes of a pickle, read once from front to back. */
final class PickleInput {
    private final ByteBuffer bytes;

    PickleInput(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The position of the next byte. */
    int position() {
        return bytes.position();
    }

    int unsignedByte() {
        return next(Byte.BYTES).get() & 0xff;
    }

    int unsignedShort() {
        return next(Short.BYTES).getShort() & 0xffff;
    }

    int signedInt() {
        return next(Integer.BYTES).getInt();
    }

    long unsignedInt() {
        return Integer.toUnsignedLong(signedInt());
    }

    /** The only big-endian number. */
    double bigEndianDouble() {
        return next(Double.BYTES).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    byte[] bytes(long length) {
        ByteBuffer part = next(length);
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        return copy;
    }

    /**
     * @param length in bytes
     * @throws InvalidModelException if there are fewer bytes, or they are invalid in that charset
     */
    String text(long length, Charset charset) {
        try {
            return charset.newDecoder().decode(next(length)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException("the pickle has text that is not " + charset + ".", e);
        }
    }

    /** Up to the end of the line, which is skipped. */
    String line() {
        int length = 0;
        while (length < bytes.remaining() && bytes.get(bytes.position() + length) != '\n') {
            length++;
        }
        String line = text(length, StandardCharsets.UTF_8);
        next(1);
        return line;
    }

    private ByteBuffer next(long length) {
        if (length > bytes.remaining()) {
            throw new InvalidModelException("the pickle ends at byte " + bytes.limit() + ", before it is complete.");
        }
        ByteBuffer part = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + (int) length);
        return part;
    }
}

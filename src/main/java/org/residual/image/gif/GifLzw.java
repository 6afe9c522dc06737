package org.residual.image.gif;

import java.util.Locale;
import org.residual.image.format.ImageRefusedException;

/** Decodes GIF's LZW: codes of growing length, each for an earlier string plus one index. */
final class GifLzw {
    private static final int MAXIMUM_BITS = 12;
    private static final int NONE = -1;

    private final byte[] data;
    private final int firstBits;
    private final int clear;
    private final short[] prefix = new short[1 << MAXIMUM_BITS];
    private final byte[] last = new byte[1 << MAXIMUM_BITS];
    private final short[] length = new short[1 << MAXIMUM_BITS];
    private int at;
    private int buffer;
    private int buffered;

    private GifLzw(byte[] data, int indexBits) {
        this.data = data;
        this.firstBits = indexBits + 1;
        this.clear = 1 << indexBits;
        for (int i = 0; i < clear; i++) {
            last[i] = (byte) i;
            length[i] = 1;
        }
    }

    /**
     * @param indexBits bits of an index, as stated before the data; of more than 8 the lowest count
     * @param count how many indexes are needed; further ones are ignored
     */
    static byte[] decode(byte[] data, int indexBits, int count) {
        if (indexBits < 1 || indexBits >= MAXIMUM_BITS) {
            throw ImageRefusedException.broken(String.format(Locale.ROOT, "GIF has no indexes of %d bits", indexBits));
        }
        return new GifLzw(data, indexBits).decode(count);
    }

    private byte[] decode(int count) {
        byte[] indexes = new byte[count];
        int filled = 0;
        int bits = firstBits;
        int next = clear + 2;
        int previous = NONE;
        while (filled < count) {
            int code = read(bits);
            if (code == clear) {
                bits = firstBits;
                next = clear + 2;
                previous = NONE;
                continue;
            }
            if (code == clear + 1) {
                throw ImageRefusedException.broken("it has fewer pixels than its header says");
            }
            if (code > next || code >= clear && previous == NONE) {
                throw ImageRefusedException.broken("its compressed data are corrupt");
            }
            if (previous != NONE && next < length.length) {
                prefix[next] = (short) previous;
                length[next] = (short) (length[previous] + 1);
                // A code for the very string that it completes: it begins and ends with the same index.
                last[next] = first(code == next ? previous : code);
                next++;
                if (next == 1 << bits && bits < MAXIMUM_BITS) {
                    bits++;
                }
            }
            filled = write(code, indexes, filled);
            previous = code;
        }
        return indexes;
    }

    private byte first(int code) {
        int head = code;
        while (head >= clear) {
            head = prefix[head];
        }
        return last[head];
    }

    /** Strings are stored by their ends, so each is written backwards; output beyond the last index is cut off. */
    private int write(int code, byte[] indexes, int from) {
        int end = from + length[code];
        int rest = code;
        for (int i = end - 1; i >= from; i--) {
            if (i < indexes.length) {
                indexes[i] = last[rest];
            }
            rest = prefix[rest];
        }
        return end;
    }

    private int read(int bits) {
        while (buffered < bits) {
            if (at == data.length) {
                throw ImageRefusedException.broken("it has fewer pixels than its header says");
            }
            buffer |= (data[at++] & 0xff) << buffered;
            buffered += 8;
        }
        int code = buffer & (1 << bits) - 1;
        buffer >>>= bits;
        buffered -= bits;
        return code;
    }
}

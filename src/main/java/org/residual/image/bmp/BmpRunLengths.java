package org.residual.image.bmp;

import org.residual.image.bmp.BmpHeader.Coding;
import org.residual.image.format.Bytes;

/** Decodes BMP's run lengths, of indexes of eight or four bits. */
final class BmpRunLengths {
    private static final int END_OF_ROW = 0;
    private static final int END_OF_IMAGE = 1;
    private static final int MOVE = 2;

    private final Bytes file;
    private final boolean halves;
    private final int width;
    private final byte[] indexes;
    private int x;
    private int y;

    private BmpRunLengths(Bytes file, BmpHeader header) {
        this.file = file;
        this.halves = header.coding() == Coding.RLE4;
        this.width = header.width();
        this.indexes = new byte[header.width() * header.height()];
    }

    /** The indexes in stored order. Skipped pixels have index 0. */
    static byte[] decode(Bytes file, BmpHeader header) {
        return new BmpRunLengths(file, header).decode(header.data(), header.height());
    }

    private byte[] decode(int from, int height) {
        int at = from;
        // Encoders may omit the end mark: the last row's end is sufficient.
        while (y < height && !(y == height - 1 && x >= width)) {
            int count = file.u8(at);
            int value = file.u8(at + 1);
            at += 2;
            if (count > 0) {
                for (int i = 0; i < count; i++) {
                    put(halves ? half(value, i) : value);
                }
            } else if (value == END_OF_ROW) {
                x = 0;
                y++;
            } else if (value == END_OF_IMAGE) {
                break;
            } else if (value == MOVE) {
                x += file.u8(at);
                y += file.u8(at + 1);
                at += 2;
            } else {
                for (int i = 0; i < value; i++) {
                    put(halves ? half(file.u8(at + i / 2), i) : file.u8(at + i));
                }
                int length = halves ? (value + 1) / 2 : value;
                at += length + length % 2;
            }
        }
        return indexes;
    }

    private static int half(int value, int i) {
        return i % 2 == 0 ? value >> 4 : value & 0xf;
    }

    /** Whatever exceeds its row is cut off. */
    private void put(int index) {
        if (x < width) {
            indexes[y * width + x] = (byte) index;
        }
        x++;
    }
}

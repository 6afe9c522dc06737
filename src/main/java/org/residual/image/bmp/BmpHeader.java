package org.residual.image.bmp;

import java.util.Locale;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;

/**
 * The header of a BMP.
 *
 * @param topDown whether the rows are stored from the top; most files store them from the bottom
 * @param bits a pixel
 * @param masks of red, green, blue and alpha in a pixel of 16 or 32 bits; 0 for a missing alpha
 * @param palette 256 colours of three samples each, for pixels of up to 8 bits; missing ones are black
 * @param data where the pixels begin
 */
record BmpHeader(
        int width, int height, boolean topDown, int bits, Coding coding, int[] masks, byte[] palette, int data) {
    enum Coding {
        PLAIN,
        RLE8,
        RLE4
    }

    private static final int FILE_HEADER = 14;
    private static final int CORE_HEADER = 12;
    private static final int INFO_HEADER = 40;
    private static final int HEADER_WITH_ALPHA = 56;

    private static final int[] MASKS_16 = {0x7c00, 0x3e0, 0x1f, 0};
    private static final int[] MASKS_32 = {0xff0000, 0xff00, 0xff, 0};

    static BmpHeader read(Bytes file) {
        int data = file.i32le(10);
        int length = file.i32le(FILE_HEADER);
        if (length == CORE_HEADER) {
            int bits = file.u16le(24);
            byte[] palette = palette(file, FILE_HEADER + CORE_HEADER, 3, bits, 0);
            return new BmpHeader(file.u16le(18), file.u16le(20), false, bits, coding(bits, 0), MASKS_32, palette, data);
        }
        if (length < INFO_HEADER) {
            throw ImageRefusedException.broken(String.format(Locale.ROOT, "BMP has no header of %d bytes", length));
        }
        int height = file.i32le(22);
        int bits = file.u16le(28);
        int compression = file.i32le(30);
        boolean masksFollow = compression == 3 || compression == 6;
        int[] masks = masksFollow ? masks(file, length, compression) : bits == 16 ? MASKS_16 : MASKS_32;
        // The masks are part of the longer headers, and follow the shortest.
        int afterHeader = FILE_HEADER + length;
        if (masksFollow && length == INFO_HEADER) {
            afterHeader += compression == 6 ? 16 : 12;
        }
        byte[] palette = palette(file, afterHeader, 4, bits, file.i32le(46));
        return new BmpHeader(
                file.i32le(18), Math.abs(height), height < 0, bits, coding(bits, compression), masks, palette, data);
    }

    private static Coding coding(int bits, int compression) {
        boolean known = switch (compression) {
            case 0 -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case 1 -> bits == 8;
            case 2 -> bits == 4;
            case 3, 6 -> bits == 16 || bits == 32;
            default -> false;
        };
        if (!known) {
            throw ImageRefusedException.unsupported(
                    String.format(Locale.ROOT, "a BMP of %d bits a pixel with compression %d", bits, compression));
        }
        return compression == 1 ? Coding.RLE8 : compression == 2 ? Coding.RLE4 : Coding.PLAIN;
    }

    private static int[] masks(Bytes file, int length, int compression) {
        int at = FILE_HEADER + INFO_HEADER;
        boolean alpha = length >= HEADER_WITH_ALPHA || compression == 6;
        return new int[] {file.i32le(at), file.i32le(at + 4), file.i32le(at + 8), alpha ? file.i32le(at + 12) : 0};
    }

    private static byte[] palette(Bytes file, int offset, int step, int bits, int stated) {
        byte[] palette = new byte[3 * 256];
        if (bits > 8) {
            return palette;
        }
        int count = stated > 0 ? Math.min(stated, 1 << bits) : 1 << bits;
        file.require(offset, count * step);
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < 3; c++) {
                palette[3 * i + c] = file.array()[offset + step * i + 2 - c];
            }
        }
        return palette;
    }

    /** Rows are padded to multiples of four bytes. */
    int rowLength() {
        return Math.toIntExact(((long) width * bits + 31) / 32 * 4);
    }

    /** The stored position of row {@code y} of the picture. */
    int stored(int y) {
        return topDown ? y : height - 1 - y;
    }
}

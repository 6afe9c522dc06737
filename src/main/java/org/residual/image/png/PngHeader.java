package org.residual.image.png;

import java.util.List;
import java.util.Locale;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;

/** The first chunk of a PNG. */
record PngHeader(int width, int height, int depth, ColorType colorType, boolean interlaced) {
    private static final int LENGTH = 13;

    enum ColorType {
        GREY(0, 1, 1, 2, 4, 8, 16),
        RGB(2, 3, 8, 16),
        PALETTE(3, 1, 1, 2, 4, 8),
        GREY_ALPHA(4, 2, 8, 16),
        RGB_ALPHA(6, 4, 8, 16);

        private final int code;
        private final int channels;
        private final List<Integer> depths;

        ColorType(int code, int channels, Integer... depths) {
            this.code = code;
            this.channels = channels;
            this.depths = List.of(depths);
        }

        static ColorType of(int code, int depth) {
            for (ColorType type : values()) {
                if (type.code == code && type.depths.contains(depth)) {
                    return type;
                }
            }
            throw ImageRefusedException.broken(
                    String.format(Locale.ROOT, "PNG has no colour type %d of %d bits", code, depth));
        }

        int channels() {
            return channels;
        }

        boolean hasAlpha() {
            return this == GREY_ALPHA || this == RGB_ALPHA;
        }
    }

    static PngHeader read(Bytes file, int offset, int length) {
        if (length != LENGTH || file.u8(offset + 10) != 0 || file.u8(offset + 11) != 0 || file.u8(offset + 12) > 1) {
            throw ImageRefusedException.broken("its header is not one that PNG knows");
        }
        int depth = file.u8(offset + 8);
        return new PngHeader(
                file.i32be(offset),
                file.i32be(offset + 4),
                depth,
                ColorType.of(file.u8(offset + 9), depth),
                file.u8(offset + 12) == 1);
    }

    List<PngPass> passes() {
        return interlaced ? PngPass.ADAM7 : PngPass.WHOLE;
    }

    int bytesPerPixel() {
        return Math.max(1, depth * colorType.channels() / 8);
    }

    int rowLength(int columns) {
        return Math.toIntExact(((long) columns * colorType.channels() * depth + 7) / 8);
    }

    /** The length of all rows before compression; a little more for interlaced ones. */
    long rawLength() {
        return (1L + rowLength(width)) * height;
    }
}

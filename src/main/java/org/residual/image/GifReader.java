package org.residual.image;

import java.util.Arrays;

/**
 * GIF: the first frame, laid on a white canvas. Of the frames after it nothing is looked at, so a file that is cut off
 * behind the first one is as good as whole.
 */
final class GifReader implements PixelReader {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int TRAILER = 0x3b;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int NONE = -1;

    @Override
    public OrientedImage read(Bytes file, PixelLimit limit) {
        int screenWidth = file.u16le(6);
        int screenHeight = file.u16le(8);
        int flags = file.u8(10);
        int at = 13;
        byte[] globalColors = null;
        if (hasColors(flags)) {
            globalColors = colors(file, at, flags);
            at += colorsLength(flags);
        }
        int transparent = NONE;
        while (file.u8(at) != IMAGE) {
            switch (file.u8(at)) {
                case EXTENSION -> {
                    if (file.u8(at + 1) == GRAPHIC_CONTROL) {
                        transparent = (file.u8(at + 3) & 1) == 0 ? NONE : file.u8(at + 6);
                    }
                    at = endOfBlocks(file, at + 2);
                }
                case TRAILER -> throw ImageRefusedException.broken("it has no frame");
                default -> throw ImageRefusedException.broken("it has a block that GIF does not know");
            }
        }
        return new OrientedImage(readFrame(file, at + 1, limit, screenWidth, screenHeight, globalColors, transparent));
    }

    private static RgbImage readFrame(
            Bytes file,
            int at,
            PixelLimit limit,
            int screenWidth,
            int screenHeight,
            byte[] globalColors,
            int transparent) {
        int left = file.u16le(at);
        int top = file.u16le(at + 2);
        int width = file.u16le(at + 4);
        int height = file.u16le(at + 6);
        int flags = file.u8(at + 8);
        limit.check(width, height);
        // Some files state a screen that is too small for their frames: browsers show all of the frame then.
        int canvasWidth = Math.max(screenWidth, left + width);
        int canvasHeight = Math.max(screenHeight, top + height);
        limit.check(canvasWidth, canvasHeight);
        byte[] colors = hasColors(flags) ? colors(file, at + 9, flags) : globalColors;
        if (colors == null) {
            throw ImageRefusedException.broken("its colour table is missing");
        }
        int data = at + 9 + (hasColors(flags) ? colorsLength(flags) : 0);
        byte[] indexes = GifLzw.decode(blocks(file, data + 1), file.u8(data), width * height);

        byte[] pixels = new byte[3 * canvasWidth * canvasHeight];
        Arrays.fill(pixels, (byte) 255);
        boolean interlaced = (flags & 0x40) != 0;
        for (int y = 0; y < height; y++) {
            int stored = interlaced ? interlacedRow(y, height) : y;
            int target = 3 * ((top + y) * canvasWidth + left);
            for (int x = 0; x < width; x++, target += 3) {
                int index = indexes[stored * width + x] & 0xff;
                if (index != transparent) {
                    System.arraycopy(colors, 3 * index, pixels, target, 3);
                }
            }
        }
        return new RgbImage(canvasWidth, canvasHeight, pixels);
    }

    /** Where row {@code y} is stored: every eighth row comes first, then those between, halving the gaps. */
    private static int interlacedRow(int y, int height) {
        int eighths = (height + 7) / 8;
        int quarters = (height + 3) / 4;
        int halves = (height + 1) / 2;
        if (y % 8 == 0) {
            return y / 8;
        }
        if (y % 8 == 4) {
            return eighths + y / 8;
        }
        return y % 2 == 0 ? quarters + y / 4 : halves + y / 2;
    }

    private static boolean hasColors(int flags) {
        return (flags & 0x80) != 0;
    }

    private static int colorsLength(int flags) {
        return 3 << ((flags & 7) + 1);
    }

    /** 256 colours: those that the table lacks are black. */
    private static byte[] colors(Bytes file, int offset, int flags) {
        return Arrays.copyOf(file.copy(offset, colorsLength(flags)), 3 * 256);
    }

    private static int endOfBlocks(Bytes file, int offset) {
        int at = offset;
        while (file.u8(at) != 0) {
            at += 1 + file.u8(at);
        }
        return at + 1;
    }

    /** The contents of a run of blocks, each of which begins with its length, up to the empty one. */
    private static byte[] blocks(Bytes file, int offset) {
        byte[] contents = new byte[endOfBlocks(file, offset) - offset];
        int length = 0;
        for (int at = offset; file.u8(at) != 0; at += 1 + file.u8(at)) {
            System.arraycopy(file.array(), at + 1, contents, length, file.u8(at));
            length += file.u8(at);
        }
        return Arrays.copyOf(contents, length);
    }
}

package org.residual.image.gif;

import java.util.Arrays;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;
import org.residual.image.orientation.Orientation;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * Reads GIF: the first frame, on a white canvas. Later frames are ignored, so a file that is truncated after the first
 * one is accepted.
 */
public final class GifReader implements PixelReader {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int TRAILER = 0x3b;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int NONE = -1;

    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        int screenWidth = file.u16le(6);
        int screenHeight = file.u16le(8);
        int flags = file.u8(10);
        int at = 13;
        byte[] globalColors = greys();
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
        return openFrame(file, at + 1, limit, new Canvas(screenWidth, screenHeight, globalColors, transparent));
    }

    /**
     * The parts of a file before a frame.
     *
     * @param width of the screen
     * @param height of the screen
     * @param colors for a frame that has none of its own
     * @param transparent the index of transparent pixels, if any
     */
    private record Canvas(int width, int height, byte[] colors, int transparent) {}

    /** A frame and its position. */
    private record Frame(int left, int top, int width, int height, boolean interlaced) {}

    private static EncodedImage openFrame(Bytes file, int at, PixelLimit limit, Canvas canvas) {
        int flags = file.u8(at + 8);
        Frame frame = new Frame(
                file.u16le(at), file.u16le(at + 2), file.u16le(at + 4), file.u16le(at + 6), (flags & 0x40) != 0);
        limit.check(frame.width(), frame.height());
        // Some files state a screen that is too small for their frames: like browsers, show the whole frame.
        int width = Math.max(canvas.width(), frame.left() + frame.width());
        int height = Math.max(canvas.height(), frame.top() + frame.height());
        limit.check(width, height);
        Size size = new Size(height, width);
        byte[] colors = hasColors(flags) ? colors(file, at + 9, flags) : canvas.colors();
        int data = at + 9 + (hasColors(flags) ? colorsLength(flags) : 0);
        // The blocks, and their indexes.
        long blocks = 2L * (endOfBlocks(file, data + 1) - data);
        long indexes = (long) frame.width() * frame.height();
        return new EncodedImage(
                ImageFormat.GIF,
                size,
                Orientation.NORMAL,
                DecodingMemory.ofHeap(size.samples() + indexes + blocks),
                () -> decode(file, data, frame, size, colors, canvas.transparent()));
    }

    private static RgbImage decode(Bytes file, int data, Frame frame, Size canvas, byte[] colors, int transparent) {
        byte[] indexes = GifLzw.decode(blocks(file, data + 1), file.u8(data), frame.width() * frame.height());
        byte[] pixels = new byte[Math.toIntExact(canvas.samples())];
        Arrays.fill(pixels, (byte) 255);
        for (int y = 0; y < frame.height(); y++) {
            int stored = frame.interlaced() ? interlacedRow(y, frame.height()) : y;
            int target = 3 * ((frame.top() + y) * canvas.width() + frame.left());
            for (int x = 0; x < frame.width(); x++, target += 3) {
                int index = indexes[stored * frame.width() + x] & 0xff;
                if (index != transparent) {
                    System.arraycopy(colors, 3 * index, pixels, target, 3);
                }
            }
        }
        return new RgbImage(canvas.width(), canvas.height(), pixels);
    }

    /** The stored position of row {@code y}: every eighth row comes first, then those between, halving the gaps. */
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

    /** 256 colours: missing ones are black. */
    private static byte[] colors(Bytes file, int offset, int flags) {
        return Arrays.copyOf(file.copy(offset, colorsLength(flags)), 3 * 256);
    }

    /** Without any table, the indexes are grey values. */
    private static byte[] greys() {
        byte[] greys = new byte[3 * 256];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (byte) (i / 3);
        }
        return greys;
    }

    private static int endOfBlocks(Bytes file, int offset) {
        int at = offset;
        while (file.u8(at) != 0) {
            at += 1 + file.u8(at);
        }
        return at + 1;
    }

    /** The contents of a sequence of blocks, each of which begins with its length, up to the empty one. */
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

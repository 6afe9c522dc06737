package org.residual.image.bmp;

import org.residual.image.bmp.BmpHeader.Coding;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;
import org.residual.image.orientation.Orientation;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Samples;
import org.residual.image.pixel.Size;

/** Reads BMP: palettes, 16, 24 and 32 bits, masks, run lengths, rows from the bottom or the top. */
public final class BmpReader implements PixelReader {
    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        BmpHeader header = BmpHeader.read(file);
        limit.check(header.width(), header.height());
        boolean plain = header.coding() == Coding.PLAIN;
        long data = plain ? (long) header.rowLength() * header.height() : 2;
        file.require(header.data(), (int) Math.min(data, Integer.MAX_VALUE));
        Size size = new Size(header.height(), header.width());
        // Run lengths become indexes first, a byte per pixel.
        long indexes = plain ? 0 : (long) size.height() * size.width();
        return new EncodedImage(
                ImageFormat.BMP,
                size,
                Orientation.NORMAL,
                DecodingMemory.ofHeap(size.samples() + indexes),
                () -> new RgbImage(
                        size.width(),
                        size.height(),
                        plain ? plain(file, header) : indexed(header, BmpRunLengths.decode(file, header))));
    }

    private static byte[] plain(Bytes file, BmpHeader header) {
        byte[] pixels = new byte[3 * header.width() * header.height()];
        for (int y = 0, target = 0; y < header.height(); y++, target += 3 * header.width()) {
            int source = header.data() + header.stored(y) * header.rowLength();
            switch (header.bits()) {
                case 24 -> blueFirst(file.array(), source, pixels, target, header.width());
                case 16, 32 -> masked(file, source, header, pixels, target);
                default -> packed(file.array(), source, header, pixels, target);
            }
        }
        return pixels;
    }

    private static void blueFirst(byte[] array, int source, byte[] pixels, int target, int width) {
        for (int i = 0; i < 3 * width; i += 3) {
            pixels[target + i] = array[source + i + 2];
            pixels[target + i + 1] = array[source + i + 1];
            pixels[target + i + 2] = array[source + i];
        }
    }

    private static void packed(byte[] array, int source, BmpHeader header, byte[] pixels, int target) {
        int bits = header.bits();
        int mask = (1 << bits) - 1;
        for (int x = 0, bit = 0; x < header.width(); x++, bit += bits) {
            int index = (array[source + (bit >> 3)] & 0xff) >> (8 - bits - (bit & 7)) & mask;
            System.arraycopy(header.palette(), 3 * index, pixels, target + 3 * x, 3);
        }
    }

    private static void masked(Bytes file, int source, BmpHeader header, byte[] pixels, int target) {
        int bytes = header.bits() / 8;
        int[] masks = header.masks();
        for (int x = 0; x < header.width(); x++) {
            int at = source + bytes * x;
            int pixel = bytes == 2 ? file.u16le(at) : file.i32le(at);
            int alpha = masks[3] == 0 ? 255 : sample(pixel, masks[3]);
            for (int c = 0; c < 3; c++) {
                pixels[target + 3 * x + c] = Samples.onWhite(sample(pixel, masks[c]), alpha);
            }
        }
    }

    /** The masked bits, scaled to 0 to 255 and rounded down, as Pillow does with its fixed five- and six-bit masks. */
    private static int sample(int pixel, int mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        long maximum = (mask & 0xffffffffL) >>> shift;
        return (int) (((pixel & mask) >>> shift & 0xffffffffL) * 255 / maximum);
    }

    private static byte[] indexed(BmpHeader header, byte[] stored) {
        byte[] pixels = new byte[3 * stored.length];
        for (int y = 0, target = 0; y < header.height(); y++) {
            int source = header.stored(y) * header.width();
            for (int x = 0; x < header.width(); x++, target += 3) {
                System.arraycopy(header.palette(), 3 * (stored[source + x] & 0xff), pixels, target, 3);
            }
        }
        return pixels;
    }
}

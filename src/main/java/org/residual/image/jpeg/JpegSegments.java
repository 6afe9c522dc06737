package org.residual.image.jpeg;

import org.residual.image.format.Bytes;
import org.residual.image.format.PixelLimit;
import org.residual.image.orientation.Orientation;
import org.residual.image.pixel.Size;

/**
 * A JPEG file split into segments, with nothing decoded.
 *
 * @param size as stored
 * @param colors meaning of the components
 * @param arithmetic whether it uses arithmetic coding instead of Huffman
 * @param orientation from EXIF or XMP
 * @param coefficients bytes that the decoder keeps until it has seen all scans; 0 if one scan has everything
 * @param shrinking 1, 2, 4 or 8: the divisor of width and height when it is decoded
 */
record JpegSegments(
        Size size, Colors colors, boolean arithmetic, Orientation orientation, long coefficients, int shrinking) {
    enum Colors {
        GREY(1),
        YCBCR(3),
        RGB(3),
        CMYK(4),
        YCCK(4);

        private final int components;

        Colors(int components) {
            this.components = components;
        }

        int components() {
            return components;
        }
    }

    /** The transform that leaves the components as they are. */
    static final byte AS_STORED = 0;

    /** {@code Adobe}, version 100, no flags; a transform follows. */
    private static final byte[] ADOBE = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0};

    private static final byte[] START = {(byte) 0xff, (byte) 0xd8};
    private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

    /** Receives the bytes of a file in order. */
    @FunctionalInterface
    interface Sink {
        void write(byte[] from, int offset, int length);
    }

    static JpegSegments of(Bytes file, PixelLimit limit) {
        var walk = new JpegWalk(file, limit, (from, offset, length) -> {});
        walk.run();
        return new JpegSegments(
                walk.frame().size(),
                walk.colors(),
                walk.frame().arithmetic(),
                walk.orientation(),
                walk.coefficients(),
                1);
    }

    /** The same file, to be decoded with fewer pixels. */
    JpegSegments shrunk(int times) {
        return new JpegSegments(size, colors, arithmetic, orientation, coefficients, times);
    }

    /** Its size after decoding. */
    Size decodedSize() {
        return new Size((size.height() + shrinking - 1) / shrinking, (size.width() + shrinking - 1) / shrinking);
    }

    /** Most bytes that {@link #writeEssential} writes. */
    static int longestEssential(int fileLength) {
        return fileLength + ADOBE.length + 1 + END.length;
    }

    /**
     * Writes what a decoder needs: the file without its application and comment segments, but with one that names the
     * components, and with its end marked.
     *
     * @param file that was split before
     * @param transform of the components that the decoder should assume, by Adobe's numbers
     */
    static void writeEssential(Bytes file, PixelLimit limit, byte transform, Sink sink) {
        sink.write(START, 0, START.length);
        sink.write(ADOBE, 0, ADOBE.length);
        sink.write(new byte[] {transform}, 0, 1);
        new JpegWalk(file, limit, sink).run();
        sink.write(END, 0, END.length);
    }

    int components() {
        return colors.components();
    }

    /** How many samples there are, of all components at full size. */
    long samples() {
        return (long) components() * size.height() * size.width();
    }
}

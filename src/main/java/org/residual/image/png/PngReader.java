package org.residual.image.png;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * Reads PNG, in all its colour types, depths and both orders. The JDK's reader is not used: it ignores the checksums,
 * so that corrupt files come out as pictures, and converting its many layouts to RGB takes as much code as this.
 */
public final class PngReader implements PixelReader {
    /** Deflate's best ratio: 258 bytes for 2 bits. */
    private static final long GREATEST_COMPRESSION = 1032;

    /** The row being read, and the one above it. */
    private static final int ROWS = 2;

    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        PngChunks chunks = PngChunks.read(file, limit);
        PngHeader header = chunks.header();
        List<PngData.Part> parts = chunks.data();
        long compressed = parts.stream().mapToLong(PngData.Part::length).sum();
        if (compressed * GREATEST_COMPRESSION < header.rawLength()) {
            throw ImageRefusedException.broken(String.format(
                    Locale.ROOT, "it has too little data for its %d x %d pixels", header.width(), header.height()));
        }
        Size size = new Size(header.height(), header.width());
        PngRows rows = PngRows.of(header, chunks.palette(), chunks.transparency());
        return new EncodedImage(
                ImageFormat.PNG,
                size,
                chunks.orientation(),
                DecodingMemory.ofHeap(size.samples() + ROWS * (1L + header.rowLength(header.width()))),
                () -> decode(file, header, parts, rows));
    }

    private static RgbImage decode(Bytes file, PngHeader header, List<PngData.Part> parts, PngRows rows)
            throws IOException {
        byte[] pixels = new byte[3 * header.width() * header.height()];
        try (PngData data = new PngData(file, parts)) {
            for (PngPass pass : header.passes()) {
                readPass(pass, header, data, rows, pixels);
            }
            data.checkEnd();
        }
        return new RgbImage(header.width(), header.height(), pixels);
    }

    private static void readPass(PngPass pass, PngHeader header, PngData data, PngRows rows, byte[] pixels)
            throws IOException {
        int columns = pass.columns(header.width());
        if (columns == 0) {
            return;
        }
        int length = header.rowLength(columns);
        byte[] row = new byte[1 + length];
        byte[] above = new byte[1 + length];
        for (int y = pass.top(); y < header.height(); y += pass.down()) {
            data.read(row);
            PngFilter.undo(row, above, header.bytesPerPixel());
            rows.toRgb(row, columns, pixels, 3 * (y * header.width() + pass.left()), 3 * pass.right());
            byte[] reused = above;
            above = row;
            row = reused;
        }
    }
}

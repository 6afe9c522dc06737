package org.residual.image.png;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageFormat;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.format.PixelReader;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;
import org.residual.image.png.PngText.Kind;

/**
 * PNG, in all its colour types, depths and both orders. The JDK's reader is not used: it passes over the checksums, so
 * that corrupt files come out as pictures, and to make RGB of the many layouts it answers takes as much code as this.
 */
public final class PngReader implements PixelReader {
    private static final int SIGNATURE_LENGTH = 8;

    /** What Deflate can do at best: 258 bytes for 2 bits. */
    private static final long GREATEST_COMPRESSION = 1032;

    /** One that is being read, and the one above it. */
    private static final int ROWS = 2;

    @Override
    public EncodedImage open(Bytes file, PixelLimit limit) {
        PngHeader header = null;
        byte[] palette = null;
        byte[] transparency = null;
        PngMetadata metadata = new PngMetadata(file);
        List<PngData.Part> parts = new ArrayList<>();
        int at = SIGNATURE_LENGTH;
        boolean ended = false;
        while (!ended) {
            int length = file.lengthBe(at);
            int type = file.i32be(at + 4);
            int data = at + 8;
            at = data + length + 4;
            checkSum(file, data - 4, length + 4);
            if (header == null && type != Chunk.IHDR) {
                throw ImageRefusedException.broken("it does not begin with its header");
            }
            switch (type) {
                case Chunk.IHDR -> {
                    header = PngHeader.read(file, data, length);
                    limit.check(header.width(), header.height());
                }
                case Chunk.PLTE -> palette = file.copy(data, length);
                case Chunk.TRNS -> transparency = file.copy(data, length);
                case Chunk.EXIF -> metadata.exif(data, length);
                case Chunk.TEXT -> metadata.text(Kind.PLAIN, data, length);
                case Chunk.ZTXT -> metadata.text(Kind.COMPRESSED, data, length);
                case Chunk.ITXT -> metadata.text(Kind.INTERNATIONAL, data, length);
                case Chunk.IDAT -> parts.add(new PngData.Part(data, length));
                case Chunk.IEND -> ended = true;
                default -> refuseIfCritical(type);
            }
        }
        PngHeader found = Objects.requireNonNull(header, "each file was seen to begin with it");
        long compressed = parts.stream().mapToLong(PngData.Part::length).sum();
        if (compressed * GREATEST_COMPRESSION < found.rawLength()) {
            throw ImageRefusedException.broken(String.format(
                    Locale.ROOT, "it has too few data for its %d x %d pixels", found.width(), found.height()));
        }
        Size size = new Size(found.height(), found.width());
        PngRows rows = PngRows.of(found, palette, transparency);
        return new EncodedImage(
                ImageFormat.PNG,
                size,
                metadata.orientation(),
                DecodingMemory.ofHeap(size.samples() + ROWS * (1L + found.rowLength(found.width()))),
                () -> decode(file, found, parts, rows));
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

    private static void checkSum(Bytes file, int offset, int length) {
        int stated = file.i32be(offset + length);
        CRC32 sum = new CRC32();
        sum.update(file.array(), offset, length);
        if ((int) sum.getValue() != stated) {
            throw ImageRefusedException.broken("a checksum does not match");
        }
    }

    /** A lower-case first letter marks what a reader may pass over. */
    private static void refuseIfCritical(int type) {
        if ((type & 0x20000000) == 0) {
            throw ImageRefusedException.broken("it has a chunk that PNG does not know");
        }
    }

    /** The types by their four letters. */
    private static final class Chunk {
        static final int IHDR = 0x49484452;
        static final int PLTE = 0x504c5445;
        static final int IDAT = 0x49444154;
        static final int IEND = 0x49454e44;
        static final int TRNS = 0x74524e53;
        static final int EXIF = 0x65584966;
        static final int TEXT = 0x74455874;
        static final int ZTXT = 0x7a545874;
        static final int ITXT = 0x69545874;

        private Chunk() {}
    }
}

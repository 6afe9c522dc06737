package org.residual.image.png;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.orientation.Orientation;
import org.residual.image.png.PngText.Kind;

/** The contents of a file's chunks, with verified checksums. */
final class PngChunks {
    private static final int SIGNATURE_LENGTH = 8;

    private final Bytes file;
    private final PixelLimit limit;
    private final PngMetadata metadata;
    private final List<PngData.Part> data = new ArrayList<>();
    private @Nullable PngHeader header;
    private byte @Nullable [] palette;
    private byte @Nullable [] transparency;

    private PngChunks(Bytes file, PixelLimit limit) {
        this.file = file;
        this.limit = limit;
        this.metadata = new PngMetadata(file);
    }

    /**
     * @param file from its signature on
     * @param limit of the pixels in the header
     * @throws ImageRefusedException if the file is invalid, or the image too large
     */
    static PngChunks read(Bytes file, PixelLimit limit) {
        PngChunks chunks = new PngChunks(file, limit);
        int at = SIGNATURE_LENGTH;
        boolean ended = false;
        while (!ended) {
            int length = file.lengthBe(at);
            int type = file.i32be(at + 4);
            int start = at + 8;
            at = start + length + 4;
            checkSum(file, start - 4, length + 4);
            if (chunks.header == null && type != Chunk.IHDR) {
                throw ImageRefusedException.broken("it does not begin with its header");
            }
            ended = type == Chunk.IEND;
            if (!ended) {
                chunks.take(type, start, length);
            }
        }
        return chunks;
    }

    private void take(int type, int start, int length) {
        switch (type) {
            case Chunk.IHDR -> header = header(start, length);
            case Chunk.PLTE -> palette = file.copy(start, length);
            case Chunk.TRNS -> transparency = file.copy(start, length);
            case Chunk.EXIF -> metadata.exif(start, length);
            case Chunk.TEXT -> metadata.text(Kind.PLAIN, start, length);
            case Chunk.ZTXT -> metadata.text(Kind.COMPRESSED, start, length);
            case Chunk.ITXT -> metadata.text(Kind.INTERNATIONAL, start, length);
            case Chunk.IDAT -> data.add(new PngData.Part(start, length));
            default -> refuseIfCritical(type);
        }
    }

    private PngHeader header(int start, int length) {
        PngHeader read = PngHeader.read(file, start, length);
        limit.check(read.width(), read.height());
        return read;
    }

    PngHeader header() {
        return Objects.requireNonNull(header, "every file begins with it");
    }

    byte @Nullable [] palette() {
        return palette;
    }

    byte @Nullable [] transparency() {
        return transparency;
    }

    /** The parts of the compressed pixels, in order. */
    List<PngData.Part> data() {
        return data;
    }

    Orientation orientation() {
        return metadata.orientation();
    }

    private static void checkSum(Bytes file, int offset, int length) {
        int stated = file.i32be(offset + length);
        CRC32 sum = new CRC32();
        sum.update(file.array(), offset, length);
        if ((int) sum.getValue() != stated) {
            throw ImageRefusedException.broken("a checksum does not match");
        }
    }

    /** A reader may skip chunks whose type begins with a lower-case letter. */
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

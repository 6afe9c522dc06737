package org.residual.image.jpeg;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.jpeg.JpegSegments.Colors;
import org.residual.image.orientation.Orientation;

/** Walks through the segments of a JPEG file once, in one thread. */
final class JpegWalk {
    private static final int START_OF_IMAGE = 0xd8;
    private static final int START_LENGTH = 2;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int APPLICATION_0 = 0xe0;
    private static final int APPLICATION_15 = 0xef;
    private static final int COMMENT = 0xfe;

    private final Bytes file;
    private final PixelLimit limit;
    private final JpegSegments.Sink essential;
    private final JpegMetadata metadata;
    private final JpegScans scans;
    /** Null before the header. */
    private @Nullable JpegFrame frame;

    /**
     * @param essential receives the segments that pixels depend on
     */
    JpegWalk(Bytes file, PixelLimit limit, JpegSegments.Sink essential) {
        this.file = file;
        this.limit = limit;
        this.essential = essential;
        metadata = new JpegMetadata(file);
        scans = new JpegScans(file, limit);
    }

    /** @throws ImageRefusedException if the file is truncated, has no pixels, or is of an unsupported kind */
    void run() {
        int at = START_LENGTH;
        while (true) {
            int start = nextMarker(at);
            int marker = file.u8(start + 1);
            if (marker == END_OF_IMAGE) {
                break;
            }
            int length = file.u16be(start + 2);
            file.require(start + 2, length);
            at = start + 2 + length;
            if (isMetadata(marker)) {
                lookAt(marker, start + 4, length - 2);
                continue;
            }
            at = readSegment(marker, start + 4, at);
            essential.write(file.array(), start, at - start);
            if (at == file.length()) {
                requireOneScan();
                break;
            }
        }
        if (frame == null || scans.count() == 0) {
            throw ImageRefusedException.broken("it has no pixels");
        }
    }

    /** The next 0xff that is followed by a marker; skips stray bytes and padding between segments. */
    private int nextMarker(int from) {
        int at = from;
        while (file.u8(at) != 0xff || file.u8(at + 1) == 0xff || file.u8(at + 1) == 0) {
            at++;
        }
        return at;
    }

    /** Metadata after the first scan, which Pillow and its library ignore. */
    private void lookAt(int marker, int offset, int length) {
        if (scans.count() == 0) {
            metadata.lookAt(marker, offset, length);
        }
    }

    /**
     * @param at where the segment's header ends
     * @return where the segment ends, including compressed data that follow it
     */
    private int readSegment(int marker, int offset, int at) {
        if (JpegFrame.isFrame(marker)) {
            if (frame != null) {
                throw ImageRefusedException.broken("it has two frame headers");
            }
            frame = JpegFrame.read(file, marker, offset, limit);
        } else if (marker == START_OF_SCAN) {
            if (frame == null) {
                throw ImageRefusedException.broken("a scan comes before its frame header");
            }
            return scans.end(frame, file.u8(offset), at);
        } else if (marker == START_OF_IMAGE) {
            throw ImageRefusedException.broken("a second image begins inside of it");
        }
        return at;
    }

    /**
     * The end mark may be missing if one scan has everything: its decoder can tell whether it is complete. Arithmetic
     * coding would continue with zeros.
     */
    private void requireOneScan() {
        if (frame == null
                || frame.progressive()
                || frame.arithmetic()
                || scans.count() != 1
                || !scans.firstHasAll(frame)) {
            throw ImageRefusedException.broken("it ends before its data does");
        }
    }

    private static boolean isMetadata(int marker) {
        return marker >= APPLICATION_0 && marker <= APPLICATION_15 || marker == COMMENT;
    }

    /** After the walk. */
    JpegFrame frame() {
        return Objects.requireNonNull(frame, "it has not run, or was refused");
    }

    Colors colors() {
        return metadata.colors(frame());
    }

    Orientation orientation() {
        return metadata.orientation();
    }

    /** Bytes of the coefficients that the decoder keeps until it has seen all scans. */
    long coefficients() {
        return !frame().progressive() && scans.firstHasAll(frame()) ? 0 : frame().coefficients();
    }
}

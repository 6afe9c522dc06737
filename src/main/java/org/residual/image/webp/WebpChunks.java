package org.residual.image.webp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.orientation.Orientation;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * A WebP file split into chunks, with nothing decoded.
 *
 * @param canvasWidth the picture's width, of which the frame may be a part
 * @param canvasHeight the picture's height
 * @param left position of the frame on the canvas
 * @param top position of the frame on the canvas
 * @param frameWidth of the only or the first frame
 * @param frameHeight of the only or the first frame
 * @param orientation from EXIF or XMP
 * @param still a file with that frame alone, since the decoder refuses animations
 */
record WebpChunks(
        int canvasWidth,
        int canvasHeight,
        int left,
        int top,
        int frameWidth,
        int frameHeight,
        Orientation orientation,
        byte[] still) {

    private static final int FILE_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int ALPHA_FLAG = 0x10;

    static WebpChunks of(Bytes file, PixelLimit limit) {
        int end = 8 + file.lengthLe(4);
        Size canvas = canvas(file, limit);
        WebpChunks animated = null;
        WebpMetadata metadata = new WebpMetadata(file);
        int next;
        for (int at = FILE_HEADER; at < end; at = next) {
            int length = file.lengthLe(at + 4);
            next = at + CHUNK_HEADER + length + length % 2;
            metadata.lookAt(at, length);
            if (file.has(at, "ANMF") && animated == null) {
                animated = firstFrame(file, at + CHUNK_HEADER, length, canvas, limit);
            }
        }
        Orientation orientation = metadata.orientation();
        if (animated != null) {
            return animated.turned(orientation);
        }
        byte[] still = end == file.length() ? file.array() : file.copy(0, end);
        return new WebpChunks(
                canvas.width(), canvas.height(), 0, 0, canvas.width(), canvas.height(), orientation, still);
    }

    private static Size canvas(Bytes file, PixelLimit limit) {
        int data = FILE_HEADER + CHUNK_HEADER;
        int width;
        int height;
        if (file.has(FILE_HEADER, "VP8X")) {
            width = file.u24le(data + 4) + 1;
            height = file.u24le(data + 7) + 1;
        } else if (file.has(FILE_HEADER, "VP8L")) {
            int sides = file.i32le(data + 1);
            width = (sides & 0x3fff) + 1;
            height = (sides >> 14 & 0x3fff) + 1;
        } else if (file.has(FILE_HEADER, "VP8 ")) {
            width = file.u16le(data + 6) & 0x3fff;
            height = file.u16le(data + 8) & 0x3fff;
        } else {
            throw ImageRefusedException.broken("it has no WebP picture");
        }
        limit.check(width, height);
        return new Size(height, width);
    }

    private static WebpChunks firstFrame(Bytes file, int at, int length, Size canvas, PixelLimit limit) {
        if (length < FRAME_HEADER) {
            throw ImageRefusedException.broken("its first frame is empty");
        }
        int left = 2 * file.u24le(at);
        int top = 2 * file.u24le(at + 3);
        int width = file.u24le(at + 6) + 1;
        int height = file.u24le(at + 9) + 1;
        limit.check(width, height);
        if (left + width > canvas.width() || top + height > canvas.height()) {
            throw ImageRefusedException.broken("its first frame does not fit on it");
        }
        byte[] frame = file.copy(at + FRAME_HEADER, length - FRAME_HEADER);
        return new WebpChunks(
                canvas.width(),
                canvas.height(),
                left,
                top,
                width,
                height,
                Orientation.NORMAL,
                still(frame, width, height));
    }

    private static byte[] still(byte[] frameChunks, int width, int height) {
        var header = ByteBuffer.allocate(FILE_HEADER + CHUNK_HEADER + 10).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt(header.capacity() - 8 + frameChunks.length);
        header.put(ascii("WEBPVP8X")).putInt(10).putInt(ALPHA_FLAG);
        // Two numbers of three bytes each: the second overwrites the first one's fourth.
        header.putInt(24, width - 1);
        header.putShort(27, (short) (height - 1)).put(29, (byte) (height - 1 >> 16));
        var file = new ByteArrayOutputStream();
        file.writeBytes(header.array());
        file.writeBytes(frameChunks);
        return file.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private WebpChunks turned(Orientation turn) {
        return new WebpChunks(canvasWidth, canvasHeight, left, top, frameWidth, frameHeight, turn, still);
    }

    /** Whether it has only lossy data, without transparency. */
    boolean lossy() {
        return new Bytes(still).has(FILE_HEADER, "VP8 ");
    }

    boolean fillsCanvas() {
        return frameWidth == canvasWidth && frameHeight == canvasHeight;
    }

    /** The frame at its position, on white. */
    RgbImage onCanvas(RgbImage frame) {
        if (fillsCanvas()) {
            return frame;
        }
        byte[] pixels = new byte[3 * canvasWidth * canvasHeight];
        Arrays.fill(pixels, (byte) 255);
        for (int y = 0; y < frame.height(); y++) {
            int target = 3 * ((top + y) * canvasWidth + left);
            System.arraycopy(frame.pixels(), 3 * y * frame.width(), pixels, target, 3 * frame.width());
        }
        return new RgbImage(canvasWidth, canvasHeight, pixels);
    }
}

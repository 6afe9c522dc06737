package org.residual.image.jpeg;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import org.residual.image.format.Bytes;
import org.residual.image.format.DecodingMemory;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.PixelLimit;
import org.residual.image.jpeg.JpegSegments.Colors;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * libjpeg-turbo, the library of Pillow and browsers, through its TurboJPEG interface. It converts to RGB while
 * decoding, in vector code. Like the JDK's reader it receives nothing but what {@link JpegSegments} has kept.
 */
final class TurboJpegDecoder implements JpegDecoder {
    /** The result of {@code tjGetErrorCode} after a warning. */
    private static final int WARNING = 0;
    /** {@code TJFLAG_STOPONWARNING}: otherwise a damaged stream would be decoded, its rest in grey. */
    private static final int STOP_ON_WARNING = 8192;
    /** {@code TJPF_RGB}. */
    private static final int RGB = 0;
    /** {@code TJPF_CMYK}. */
    private static final int CMYK = 11;

    private final JpegDecoder verifying;

    /**
     * @param verifying checks whether an unusual file is also damaged: this library reports only the last of its
     *     warnings
     * @throws LinkageError if the library cannot be loaded, or is older than version 2.0
     */
    TurboJpegDecoder(JpegDecoder verifying) {
        this.verifying = verifying;
        Library.tjDestroy(newDecoder());
    }

    /** The library's functions, described in its {@code turbojpeg.h}. */
    private static final class Library {
        static {
            Native.register(Library.class, "turbojpeg");
        }

        private Library() {}

        static native Pointer tjInitDecompress();

        static native int tjDecompress2(
                Pointer decoder,
                Pointer file,
                NativeLong length,
                Pointer pixels,
                int width,
                int pitch,
                int height,
                int format,
                int flags);

        static native int tjGetErrorCode(Pointer decoder);

        static native String tjGetErrorStr2(Pointer decoder);

        static native int tjDestroy(Pointer decoder);
    }

    private static Pointer newDecoder() {
        Pointer decoder = Library.tjInitDecompress();
        if (decoder == null) {
            throw new OutOfMemoryError("libjpeg-turbo has no memory for a decoder.");
        }
        return decoder;
    }

    @Override
    public DecodingMemory memory(JpegSegments segments, int length) {
        // CMYK is converted to pixels here.
        Size size = segments.decodedSize();
        long inks = segments.components() == 4 ? inks(size) : 0;
        return new DecodingMemory(
                Math.max(
                        inks + size.samples(),
                        verifying.memory(segments, length).heap()),
                segments.coefficients() + Math.max(inks, size.samples()) + length);
    }

    private static long inks(Size size) {
        return 4L * size.height() * size.width();
    }

    @Override
    public RgbImage decode(JpegSegments segments, Bytes file, PixelLimit limit) throws IOException {
        Size size = segments.decodedSize();
        boolean inks = segments.components() == 4;
        int length = Math.toIntExact(inks ? inks(size) : size.samples());
        try (Memory memory = new Memory((long) length + JpegSegments.longestEssential(file.length()))) {
            var essential = new Input(memory, length);
            JpegSegments.writeEssential(file, limit, transform(segments.colors()), essential);
            Call call = new Call(essential, memory, size, inks ? CMYK : RGB);
            if (!call.decodesWithoutRemark(STOP_ON_WARNING)) {
                verifying.decode(segments, file, limit);
                call.decodesWithoutRemark(0);
            }
            byte[] samples = memory.getByteArray(0, length);
            return new RgbImage(size.width(), size.height(), inks ? Cmyk.toRgb(samples) : samples);
        }
    }

    /** Appends bytes to memory outside the heap. */
    private static final class Input implements JpegSegments.Sink {
        private final Memory memory;
        private final int start;
        private int length;

        Input(Memory memory, int start) {
            this.memory = memory;
            this.start = start;
        }

        @Override
        public void write(byte[] from, int offset, int count) {
            memory.write((long) start + length, from, offset, count);
            length += count;
        }
    }

    /** The file to decode, and the target of its samples. */
    private record Call(Input input, Memory samples, Size size, int format) {
        /**
         * @return false if the library gave a harmless warning
         * @throws ImageRefusedException if it found damage
         */
        boolean decodesWithoutRemark(int flags) throws IOException {
            Pointer decoder = newDecoder();
            try {
                Pointer file = input.memory.share(input.start);
                NativeLong length = new NativeLong(input.length);
                int failed = Library.tjDecompress2(
                        decoder, file, length, samples, size.width(), 0, size.height(), format, flags);
                if (failed != 0) {
                    refuseUnlessHarmless(decoder);
                }
                return failed == 0;
            } finally {
                Library.tjDestroy(decoder);
            }
        }
    }

    private static void refuseUnlessHarmless(Pointer decoder) throws IOException {
        String message = Library.tjGetErrorStr2(decoder);
        if (Library.tjGetErrorCode(decoder) != WARNING) {
            throw new IOException(message);
        }
        if (!FirstDamage.isHarmless(message)) {
            throw FirstDamage.refusal(message);
        }
    }

    /** The transform in Adobe's segment. */
    private static byte transform(Colors colors) {
        return switch (colors) {
            case GREY, RGB, CMYK -> 0;
            case YCBCR -> 1;
            case YCCK -> 2;
        };
    }
}

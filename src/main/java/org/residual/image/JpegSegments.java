package org.residual.image;

import java.util.Locale;
import org.residual.image.ImageRefusedException.Reason;

/**
 * A JPEG file taken apart, with nothing decoded.
 *
 * @param size as stored
 * @param colors what the components mean
 * @param arithmetic whether it is coded so, and not after Huffman
 * @param orientation from the Exif segment
 * @param coefficients bytes of those that the decoder keeps until it has seen all scans; 0 if one scan has everything
 */
record JpegSegments(Size size, Colors colors, boolean arithmetic, Orientation orientation, long coefficients) {
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

    private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

    static JpegSegments of(Bytes file, PixelLimit limit) {
        var walk = new Walk(file, limit, new byte[0]);
        walk.run(AS_STORED);
        return new JpegSegments(
                new Size(walk.height, walk.width),
                walk.colors(),
                walk.arithmetic,
                walk.orientation,
                walk.coefficients());
    }

    /**
     * @param file that was taken apart before
     * @param transform what the decoder is to take the components for, by Adobe's numbers
     * @return the file with no application or comment segment of its own, but one that says so, and with its end marked;
     *     and behind it, zeros
     */
    static byte[] essential(Bytes file, PixelLimit limit, byte transform) {
        var walk = new Walk(file, limit, new byte[file.length() + ADOBE.length + 1 + END.length]);
        walk.run(transform);
        return walk.kept;
    }

    int components() {
        return colors.components();
    }

    /** How many samples there are, of all components at full size. */
    long samples() {
        return (long) components() * size.height() * size.width();
    }

    private static final class Walk {
        private static final int START_OF_IMAGE = 0xd8;
        private static final int END_OF_IMAGE = 0xd9;
        private static final int START_OF_SCAN = 0xda;
        private static final int APPLICATION_0 = 0xe0;
        private static final int APPLICATION_1 = 0xe1;
        private static final int APPLICATION_14 = 0xee;
        private static final int APPLICATION_15 = 0xef;
        private static final int COMMENT = 0xfe;

        /**
         * Each scan of a progressive file costs a pass over all of the image, however few bytes it has. Encoders write
         * about ten.
         */
        private static final int MAXIMUM_SCANS = 200;

        /** So a large one may not have as many: no more than these of the largest that is accepted. */
        private static final int MAXIMUM_SCANS_OF_LARGEST = 20;

        private static final int PROGRESSIVE = 0xc2;
        private static final int ARITHMETIC = 0xc9;
        private static final int PROGRESSIVE_ARITHMETIC = 0xca;
        private static final long BYTES_OF_A_BLOCK = 2 * 8 * 8;
        private static final int UNKNOWN = -1;

        private final Bytes file;
        private final PixelLimit limit;
        private final byte[] kept;
        private int keptLength;
        private int width;
        private int height;
        private int components;
        private String componentNames = "";
        private boolean progressive;
        private boolean arithmetic;
        private int firstScanComponents;
        /** Horizontal and vertical ones of each component, in turn. */
        private int[] samplingFactors = new int[0];

        private int scans;
        private boolean jfif;
        private int adobeTransform = UNKNOWN;
        private boolean exif;
        private Orientation orientation = Orientation.NORMAL;

        /**
         * @param kept receives what is essential; of length 0 if it is only looked at
         */
        Walk(Bytes file, PixelLimit limit, byte[] kept) {
            this.file = file;
            this.limit = limit;
            this.kept = kept;
        }

        void run(byte transform) {
            keep(0, 2);
            keep(ADOBE, 0, ADOBE.length);
            keep(new byte[] {transform}, 0, 1);
            int at = 2;
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
                    look(marker, start + 4, length - 2);
                    continue;
                }
                if (isFrame(marker)) {
                    readFrame(marker, start + 4);
                } else if (marker == START_OF_SCAN) {
                    firstScanComponents = scans == 0 ? file.u8(start + 4) : firstScanComponents;
                    at = endOfScan(at);
                } else if (marker == START_OF_IMAGE) {
                    throw ImageRefusedException.broken("a second image begins inside of it");
                }
                keep(start, at - start);
                if (at == file.length()) {
                    requireOneScan();
                    break;
                }
            }
            keep(END, 0, END.length);
            if (components == 0 || scans == 0) {
                throw ImageRefusedException.broken("it has no pixels");
            }
        }

        private void keep(int offset, int length) {
            keep(file.array(), offset, length);
        }

        private void keep(byte[] from, int offset, int length) {
            if (kept.length > 0) {
                System.arraycopy(from, offset, kept, keptLength, length);
                keptLength += length;
            }
        }

        /** The next 0xff that is followed by a marker: stray bytes and padding between segments are passed over. */
        private int nextMarker(int from) {
            int at = from;
            while (file.u8(at) != 0xff || file.u8(at + 1) == 0xff || file.u8(at + 1) == 0) {
                at++;
            }
            return at;
        }

        /**
         * The mark at the end may be missing where one scan has everything: whether that is whole, its decoder can tell.
         * Arithmetic coding goes on with zeros for what is missing.
         */
        private void requireOneScan() {
            if (progressive || arithmetic || scans != 1 || firstScanComponents != components) {
                throw cutOff();
            }
        }

        private static ImageRefusedException cutOff() {
            return ImageRefusedException.broken("it ends before its data does");
        }

        /**
         * Compressed data run to the first marker that is not one of the restarts, which are part of them; or to the end
         * of the file.
         */
        private int endOfScan(int from) {
            if (++scans > MAXIMUM_SCANS) {
                throw ImageRefusedException.broken(
                        String.format(Locale.ROOT, "it has more than %d scans", MAXIMUM_SCANS));
            }
            if ((long) scans * width * height > MAXIMUM_SCANS_OF_LARGEST * limit.maximum()) {
                throw ImageRefusedException.broken(String.format(
                        Locale.ROOT, "%d scans are too many for its %d x %d pixels", scans, width, height));
            }
            byte[] array = file.array();
            for (int at = from; at < array.length - 1; at++) {
                if (array[at] == (byte) 0xff) {
                    int next = array[at + 1] & 0xff;
                    boolean data = next == 0 || next == 0xff || next >= 0xd0 && next <= 0xd7;
                    if (!data) {
                        return at;
                    }
                }
            }
            return array.length;
        }

        private static boolean isMetadata(int marker) {
            return marker >= APPLICATION_0 && marker <= APPLICATION_15 || marker == COMMENT;
        }

        /** 0xc0 to 0xcf, less the Huffman tables (c4), the arithmetic ones (cc) and a reserved one (c8). */
        private static boolean isFrame(int marker) {
            return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        }

        private void look(int marker, int offset, int length) {
            if (marker == APPLICATION_0 && length >= 14 && file.has(offset, "JFIF\0")) {
                jfif = true;
            } else if (marker == APPLICATION_14 && length >= 12 && file.has(offset, "Adobe")) {
                adobeTransform = file.u8(offset + 11);
            } else if (marker == APPLICATION_1 && length >= 6 && !exif && file.has(offset, "Exif\0")) {
                exif = true;
                orientation = Orientation.ofExif(file.copy(offset + 6, length - 6));
            }
        }

        private void readFrame(int marker, int offset) {
            arithmetic = marker == ARITHMETIC || marker == PROGRESSIVE_ARITHMETIC;
            if (marker > PROGRESSIVE && !arithmetic) {
                throw ImageRefusedException.unsupported("a lossless or hierarchical JPEG");
            }
            int precision = file.u8(offset);
            if (precision != 8) {
                throw ImageRefusedException.unsupported(
                        String.format(Locale.ROOT, "a JPEG of %d bits a sample", precision));
            }
            if (components != 0) {
                throw ImageRefusedException.broken("it has two frame headers");
            }
            height = file.u16be(offset + 1);
            width = file.u16be(offset + 3);
            components = file.u8(offset + 5);
            limit.check(width, height);
            if (components != 1 && components != 3 && components != 4) {
                throw new ImageRefusedException(
                        Reason.UNSUPPORTED_FORMAT,
                        String.format(
                                Locale.ROOT,
                                "This JPEG has %d components; send one that is grey, in colour or CMYK.",
                                components));
            }
            var names = new StringBuilder();
            samplingFactors = new int[2 * components];
            for (int i = 0; i < components; i++) {
                names.append((char) file.u8(offset + 6 + 3 * i));
                int factors = file.u8(offset + 7 + 3 * i);
                samplingFactors[2 * i] = factors >> 4;
                samplingFactors[2 * i + 1] = factors & 0xf;
            }
            componentNames = names.toString();
            progressive = marker == PROGRESSIVE || marker == PROGRESSIVE_ARITHMETIC;
        }

        /** Two bytes for each sample, in blocks of 8x8 that fill whole units of all components. */
        long coefficients() {
            if (!progressive && firstScanComponents == components) {
                return 0;
            }
            int horizontal = 1;
            int vertical = 1;
            long blocks = 0;
            for (int i = 0; i < components; i++) {
                horizontal = Math.max(horizontal, samplingFactors[2 * i]);
                vertical = Math.max(vertical, samplingFactors[2 * i + 1]);
                blocks += (long) samplingFactors[2 * i] * samplingFactors[2 * i + 1];
            }
            long unitsAcross = (width + 8L * horizontal - 1) / (8L * horizontal);
            long unitsDown = (height + 8L * vertical - 1) / (8L * vertical);
            return BYTES_OF_A_BLOCK * blocks * unitsAcross * unitsDown;
        }

        /** The file hardly ever says it. These are the rules that the IJG's library made customary. */
        Colors colors() {
            return switch (components) {
                case 1 -> Colors.GREY;
                case 3 -> isRgb() ? Colors.RGB : Colors.YCBCR;
                default -> adobeTransform == UNKNOWN || adobeTransform == 0 ? Colors.CMYK : Colors.YCCK;
            };
        }

        private boolean isRgb() {
            if (jfif) {
                return false;
            }
            return adobeTransform == UNKNOWN ? componentNames.equals("RGB") : adobeTransform == 0;
        }
    }
}

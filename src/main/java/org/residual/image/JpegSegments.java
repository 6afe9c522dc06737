package org.residual.image;

import java.util.Arrays;
import org.residual.image.ImageRefusedException.Reason;

/**
 * A JPEG file taken apart, with nothing decoded.
 *
 * @param width as stored
 * @param height as stored
 * @param colors what the components mean
 * @param orientation from the Exif segment
 * @param essential the file with no application or comment segment of its own, but one that says that the components
 *     are to be handed out as they are
 */
record JpegSegments(int width, int height, Colors colors, Orientation orientation, byte[] essential) {
    enum Colors {
        GREY,
        YCBCR,
        RGB,
        CMYK,
        YCCK
    }

    /** {@code Adobe}, version 100, no flags, transform 0. */
    private static final byte[] AS_STORED = {
        (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    static JpegSegments of(Bytes file, PixelLimit limit) {
        var walk = new Walk(file, limit);
        walk.run();
        return new JpegSegments(
                walk.width, walk.height, walk.colors(), walk.orientation, Arrays.copyOf(walk.kept, walk.keptLength));
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

        private static final int UNKNOWN = -1;

        private final Bytes file;
        private final PixelLimit limit;
        private final byte[] kept;
        private int keptLength;
        private int width;
        private int height;
        private int components;
        private String componentNames = "";
        private int scans;
        private boolean jfif;
        private int adobeTransform = UNKNOWN;
        private boolean exif;
        private Orientation orientation = Orientation.NORMAL;

        Walk(Bytes file, PixelLimit limit) {
            this.file = file;
            this.limit = limit;
            this.kept = new byte[file.length() + AS_STORED.length];
        }

        void run() {
            keep(0, 2);
            System.arraycopy(AS_STORED, 0, kept, keptLength, AS_STORED.length);
            keptLength += AS_STORED.length;
            int at = 2;
            while (true) {
                int start = nextMarker(at);
                int marker = file.u8(start + 1);
                if (marker == END_OF_IMAGE) {
                    keep(start, 2);
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
                    at = endOfScan(at);
                } else if (marker == START_OF_IMAGE) {
                    throw ImageRefusedException.broken("a second image begins inside of it");
                }
                keep(start, at - start);
            }
            if (components == 0 || scans == 0) {
                throw ImageRefusedException.broken("it has no pixels");
            }
        }

        private void keep(int offset, int length) {
            System.arraycopy(file.array(), offset, kept, keptLength, length);
            keptLength += length;
        }

        /** The next 0xff that is followed by a marker: stray bytes and padding between segments are passed over. */
        private int nextMarker(int from) {
            int at = from;
            while (file.u8(at) != 0xff || file.u8(at + 1) == 0xff || file.u8(at + 1) == 0) {
                at++;
            }
            return at;
        }

        /** Compressed data run to the first marker that is not one of the restarts, which are part of them. */
        private int endOfScan(int from) {
            if (++scans > MAXIMUM_SCANS) {
                throw ImageRefusedException.broken("it has more than %d scans".formatted(MAXIMUM_SCANS));
            }
            if ((long) scans * width * height > MAXIMUM_SCANS_OF_LARGEST * limit.maximum()) {
                throw ImageRefusedException.broken(
                        "%d scans are too many for its %d x %d pixels".formatted(scans, width, height));
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
            throw ImageRefusedException.broken("it ends before its data does");
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
            if (marker > 0xc2) {
                throw ImageRefusedException.unsupported("a lossless, hierarchical or arithmetic-coded JPEG");
            }
            int precision = file.u8(offset);
            if (precision != 8) {
                throw ImageRefusedException.unsupported("a JPEG of %d bits a sample".formatted(precision));
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
                        "This JPEG has %d components; send one that is grey, in colour or CMYK.".formatted(components));
            }
            var names = new StringBuilder();
            for (int i = 0; i < components; i++) {
                names.append((char) file.u8(offset + 6 + 3 * i));
            }
            componentNames = names.toString();
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

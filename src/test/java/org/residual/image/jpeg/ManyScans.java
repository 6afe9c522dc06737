package org.residual.image.jpeg;

import java.io.ByteArrayOutputStream;

/** A grey progressive JPEG with many scans, each of which passes over all blocks and changes nothing. */
public final class ManyScans {
    private static final int BLOCKS_A_RUN = 32_767;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ManyScans() {}

    public static byte[] jpeg(int width, int height, int scans) {
        ManyScans jpeg = new ManyScans();
        int blocks = ((width + 7) / 8) * ((height + 7) / 8);
        jpeg.put(0xff, 0xd8, 0xff, 0xdb, 0, 67, 0).repeat(64, 1);
        jpeg.put(0xff, 0xc2, 0, 11, 8, height >> 8, height, width >> 8, width, 1, 1, 0x11, 0);
        // One code of one bit each: no difference; and the end of as many blocks as the following 14 bits say.
        jpeg.put(0xff, 0xc4, 0, 20, 0, 1).repeat(15, 0).put(0);
        jpeg.put(0xff, 0xc4, 0, 20, 0x10, 1).repeat(15, 0).put(0xe0);
        jpeg.put(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0).repeat((blocks + 7) / 8, 0);
        for (int scan = 1; scan < scans; scan++) {
            jpeg.put(0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, scan % 2 == 0 ? 0x10 : 0x01);
            jpeg.runs((blocks + BLOCKS_A_RUN - 1) / BLOCKS_A_RUN);
        }
        return jpeg.put(0xff, 0xd9).bytes.toByteArray();
    }

    private ManyScans put(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    private ManyScans repeat(int times, int value) {
        for (int i = 0; i < times; i++) {
            bytes.write(value);
        }
        return this;
    }

    /** The longest possible: a 0 and fourteen ones; a byte of ones is followed by one of zeros. */
    private void runs(int count) {
        int bits = 0;
        int value = 0;
        for (int i = 0; i < 15 * count || bits != 0; i++) {
            value = value << 1 | (i % 15 == 0 && i < 15 * count ? 0 : 1);
            if (++bits == Byte.SIZE) {
                put(value);
                if (value == 0xff) {
                    put(0);
                }
                bits = 0;
                value = 0;
            }
        }
    }
}

package org.residual.fuzz;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** PNG, each input unchanged and with corrected checksums: few mutations would have valid ones. */
final class PngSubject extends ImageSubject {
    private static final int SIGNATURE = 8;
    private static final int AROUND_DATA = 12;

    PngSubject() {
        super("png-rgb-8.png");
    }

    @Override
    public String read(byte[] input) {
        super.read(input);
        return super.read(withChecksums(input));
    }

    @Override
    public long mostMemory(int length) {
        return 2 * super.mostMemory(length);
    }

    private static byte[] withChecksums(byte[] input) {
        ByteBuffer png = ByteBuffer.wrap(input.clone());
        int at = SIGNATURE;
        while (at + AROUND_DATA <= png.limit()) {
            int length = png.getInt(at);
            if (length < 0 || length > png.limit() - at - AROUND_DATA) {
                break;
            }
            CRC32 checksum = new CRC32();
            checksum.update(png.array(), at + 4, length + 4);
            png.putInt(at + 8 + length, (int) checksum.getValue());
            at += length + AROUND_DATA;
        }
        return png.array();
    }
}

package org.residual.image.jpeg;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.format.PixelLimit;
import org.residual.image.pixel.Size;

/**
 * The frame header of a JPEG file.
 *
 * @param size as stored
 */
record JpegFrame(Size size, List<Component> components, boolean progressive, boolean arithmetic) {
    private static final int PROGRESSIVE = 0xc2;
    private static final int ARITHMETIC = 0xc9;
    private static final int PROGRESSIVE_ARITHMETIC = 0xca;
    private static final long BYTES_OF_A_BLOCK = 2 * 8 * 8;

    /**
     * @param horizontal sampling factor
     * @param vertical sampling factor
     */
    record Component(char name, int horizontal, int vertical) {}

    /** 0xc0 to 0xcf, except the Huffman tables (c4), the arithmetic ones (cc) and a reserved one (c8). */
    static boolean isFrame(int marker) {
        return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    static JpegFrame read(Bytes file, int marker, int offset, PixelLimit limit) {
        boolean arithmetic = marker == ARITHMETIC || marker == PROGRESSIVE_ARITHMETIC;
        if (marker > PROGRESSIVE && !arithmetic) {
            throw ImageRefusedException.unsupported("a lossless or hierarchical JPEG");
        }
        int precision = file.u8(offset);
        if (precision != 8) {
            throw ImageRefusedException.unsupported(
                    String.format(Locale.ROOT, "a JPEG of %d bits a sample", precision));
        }
        int height = file.u16be(offset + 1);
        int width = file.u16be(offset + 3);
        limit.check(width, height);
        boolean progressive = marker == PROGRESSIVE || marker == PROGRESSIVE_ARITHMETIC;
        return new JpegFrame(new Size(height, width), components(file, offset + 5), progressive, arithmetic);
    }

    private static List<Component> components(Bytes file, int offset) {
        int count = file.u8(offset);
        if (count != 1 && count != 3 && count != 4) {
            throw new ImageRefusedException(
                    Reason.UNSUPPORTED_FORMAT,
                    String.format(
                            Locale.ROOT,
                            "This JPEG has %d components; send one that is grey, in colour or CMYK.",
                            count));
        }
        List<Component> components = new ArrayList<>();
        for (int i = 0, at = offset + 1; i < count; i++, at += 3) {
            int factors = file.u8(at + 1);
            components.add(new Component((char) file.u8(at), factors >> 4, factors & 0xf));
        }
        return List.copyOf(components);
    }

    long pixels() {
        return (long) size.width() * size.height();
    }

    boolean isNamed(String names) {
        StringBuilder own = new StringBuilder();
        components.forEach(component -> own.append(component.name()));
        return own.toString().equals(names);
    }

    /** Two bytes for each sample, in blocks of 8x8 that fill whole units of all components. */
    long coefficients() {
        int horizontal = 1;
        int vertical = 1;
        long blocks = 0;
        for (Component component : components) {
            horizontal = Math.max(horizontal, component.horizontal());
            vertical = Math.max(vertical, component.vertical());
            blocks += (long) component.horizontal() * component.vertical();
        }
        long unitsAcross = (size.width() + 8L * horizontal - 1) / (8L * horizontal);
        long unitsDown = (size.height() + 8L * vertical - 1) / (8L * vertical);
        return BYTES_OF_A_BLOCK * blocks * unitsAcross * unitsDown;
    }
}

package org.residual.image.png;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.Bytes;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.pixel.Samples;
import org.residual.image.png.PngHeader.ColorType;

/** Converts a PNG's rows to pixels. */
interface PngRows {
    /**
     * @param row the filter's number, which is ignored, and the plain bytes
     * @param columns the number of pixels in it
     * @param pixels receives them: the first at {@code target}, each next {@code step} further
     */
    void toRgb(byte[] row, int columns, byte[] pixels, int target, int step);

    /**
     * @param palette the palette chunk; null if there is none
     * @param transparency the transparency chunk; null if there is none
     */
    static PngRows of(PngHeader header, byte @Nullable [] palette, byte @Nullable [] transparency) {
        if (header.colorType() == ColorType.PALETTE) {
            return new Indexed(header.depth(), paletteColors(palette, transparency));
        }
        if (header.colorType() == ColorType.GREY && header.depth() <= 8) {
            return new Indexed(header.depth(), greyColors(header, transparency));
        }
        if (header.colorType() == ColorType.RGB && header.depth() == 8 && transparency == null) {
            return new Plain();
        }
        return new Mixed(header.colorType(), header.depth(), transparentSamples(header, transparency));
    }

    /** An index outside the palette is black. */
    private static byte[] paletteColors(byte @Nullable [] palette, byte @Nullable [] transparency) {
        if (palette == null) {
            throw ImageRefusedException.broken("its palette is missing");
        }
        byte[] colors = Arrays.copyOf(palette, 3 * 256);
        byte[] opacities = transparency == null ? new byte[0] : transparency;
        int translucent = Math.min(opacities.length, 256);
        for (int i = 0; i < 3 * translucent; i++) {
            colors[i] = Samples.onWhite(colors[i] & 0xff, opacities[i / 3] & 0xff);
        }
        return colors;
    }

    private static byte[] greyColors(PngHeader header, byte @Nullable [] transparency) {
        int maximum = (1 << header.depth()) - 1;
        byte[] colors = new byte[3 * 256];
        for (int i = 0; i < 3 * (maximum + 1); i++) {
            colors[i] = (byte) (i / 3 * 255 / maximum);
        }
        int[] hole = transparentSamples(header, transparency);
        if (hole != null) {
            int transparent = 3 * hole[0];
            Arrays.fill(colors, transparent, transparent + 3, (byte) 255);
        }
        return colors;
    }

    /** Stored in two bytes whatever the depth; bits above the depth are ignored. */
    private static int @Nullable [] transparentSamples(PngHeader header, byte @Nullable [] transparency) {
        if (transparency == null || header.colorType().hasAlpha()) {
            return null;
        }
        Bytes bytes = new Bytes(transparency);
        int[] samples = new int[header.colorType().channels()];
        for (int c = 0; c < samples.length; c++) {
            samples[c] = bytes.u16be(2 * c) & (1 << header.depth()) - 1;
        }
        return samples;
    }

    /** Eight bits of red, green and blue: copied unchanged. */
    record Plain() implements PngRows {
        @Override
        public void toRgb(byte[] row, int columns, byte[] pixels, int target, int step) {
            if (step == 3) {
                System.arraycopy(row, 1, pixels, target, 3 * columns);
                return;
            }
            for (int x = 0, source = 1; x < columns; x++, source += 3) {
                System.arraycopy(row, source, pixels, target + x * step, 3);
            }
        }
    }

    /** One sample a pixel, of up to eight bits, packed from the left: each stands for one of at most 256 colours. */
    record Indexed(int depth, byte[] colors) implements PngRows {
        @Override
        public void toRgb(byte[] row, int columns, byte[] pixels, int target, int step) {
            int mask = (1 << depth) - 1;
            for (int x = 0, bit = 8; x < columns; x++, bit += depth, target += step) {
                int index = (row[bit >> 3] & 0xff) >> (8 - depth - (bit & 7)) & mask;
                pixels[target] = colors[3 * index];
                pixels[target + 1] = colors[3 * index + 1];
                pixels[target + 2] = colors[3 * index + 2];
            }
        }
    }

    /**
     * Several samples a pixel, or of sixteen bits, or both.
     *
     * @param transparent the samples of the transparent colour; null if there is none
     */
    record Mixed(ColorType type, int depth, int @Nullable [] transparent) implements PngRows {
        @Override
        public void toRgb(byte[] row, int columns, byte[] pixels, int target, int step) {
            int channels = type.channels();
            boolean alpha = type.hasAlpha();
            int colors = alpha ? channels - 1 : channels;
            for (int x = 0; x < columns; x++, target += step) {
                int first = x * channels;
                int opacity = alpha ? to8Bits(sample(row, first + colors)) : isTransparent(row, first) ? 0 : 255;
                for (int c = 0; c < 3; c++) {
                    int sample = to8Bits(sample(row, colors == 1 ? first : first + c));
                    pixels[target + c] = Samples.onWhite(sample, opacity);
                }
            }
        }

        private int sample(byte[] row, int index) {
            return depth == 8 ? row[1 + index] & 0xff : (row[1 + 2 * index] & 0xff) << 8 | row[2 + 2 * index] & 0xff;
        }

        private int to8Bits(int sample) {
            return depth == 8 ? sample : Samples.from16Bits(sample);
        }

        private boolean isTransparent(byte[] row, int first) {
            if (transparent == null) {
                return false;
            }
            for (int c = 0; c < transparent.length; c++) {
                if (sample(row, first + c) != transparent[c]) {
                    return false;
                }
            }
            return true;
        }
    }
}

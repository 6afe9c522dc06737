package org.residual.image.preprocessing;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * Resizes images, as torchvision's {@code Resize} does with Pillow's images: either to an exact {@code height} and
 * {@code width}, or to a {@code shorterSide} that keeps the proportions. Shrinking uses every pixel (antialias).
 *
 * @param height together with {@code width}, or null
 * @param width together with {@code height}, or null
 * @param shorterSide instead of both, or null
 * @param interpolation null stands for {@link Interpolation#BILINEAR}
 * @param draft JPEG is decoded at a half, a quarter or an eighth of its size, as long as both sides stay at least this
 *     long; null decodes every pixel
 */
public record Resize(
        @Nullable Integer height,
        @Nullable Integer width,
        @Nullable Integer shorterSide,
        Interpolation interpolation,
        @Nullable Integer draft) {
    /** More than any network needs; below it, all sizes computed from it fit in an int. */
    static final int MAXIMUM_SIDE = 16_384;

    /**
     * A strip of 1 x 50,000 pixels resized to a shorter side of 224 would be 11,200,000 long: few bytes, much memory.
     * An image may grow to this many pixels.
     */
    private static final long MAXIMUM_PIXELS = 4096 * 4096;

    public Resize {
        boolean exact = height != null && width != null && shorterSide == null;
        boolean inProportion = height == null && width == null && shorterSide != null;
        if (!exact && !inProportion) {
            throw new IllegalArgumentException("A resize has either a height and a width, or a shorterSide.");
        }
        checkSide("height", height);
        checkSide("width", width);
        checkSide("shorterSide", shorterSide);
        checkSide("draft", draft);
        int side = Math.max(orZero(shorterSide), Math.max(orZero(height), orZero(width)));
        if (draft != null && draft < side) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "draft must be at least %d, the size after the resize, not %d.", side, draft));
        }
        interpolation = interpolation == null ? Interpolation.BILINEAR : interpolation;
    }

    /** To exactly this size. */
    public static Resize exactly(int height, int width, Interpolation interpolation) {
        return new Resize(height, width, null, interpolation, null);
    }

    /** To this shorter side, with the other in proportion. */
    public static Resize toShorterSide(int shorterSide, Interpolation interpolation) {
        return new Resize(null, null, shorterSide, interpolation, null);
    }

    private static int orZero(@Nullable Integer side) {
        return side == null ? 0 : side;
    }

    static void checkSide(String name, @Nullable Integer side) {
        if (side != null && (side < 1 || side > MAXIMUM_SIDE)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s must be from 1 to %d, not %d.", name, MAXIMUM_SIDE, side));
        }
    }

    /** The size of every image; with a shorter side, that of a square image, the smallest possible. */
    public Size leastSize() {
        return exactSize().orElseGet(() -> new Size(orZero(shorterSide), orZero(shorterSide)));
    }

    /** The size of every image; empty if it depends on the image. */
    Optional<Size> exactSize() {
        return height == null || width == null ? Optional.empty() : Optional.of(new Size(height, width));
    }

    /**
     * The new size of an image.
     *
     * @throws ImageRefusedException if that, or an intermediate size, is far larger than the image
     */
    Size sizeOf(Size image) {
        Size size = shorterSide == null ? exactSize().orElseThrow() : inProportion(image, shorterSide);
        // Rows are resized to the new width first.
        refuseIfBeyond(image, (long) size.width() * image.height());
        return size;
    }

    private static Size inProportion(Size image, int shorterSide) {
        int shorter = Math.min(image.width(), image.height());
        int longer = Math.max(image.width(), image.height());
        // Python's true division, truncated.
        long grown = (long) ((double) ((long) shorterSide * longer) / shorter);
        refuseIfBeyond(image, shorterSide * grown);
        int longSide = (int) grown;
        return image.width() <= image.height() ? new Size(longSide, shorterSide) : new Size(shorterSide, longSide);
    }

    private static void refuseIfBeyond(Size image, long pixels) {
        if (pixels > Math.max(MAXIMUM_PIXELS, (long) image.width() * image.height())) {
            throw new ImageRefusedException(
                    Reason.TOO_MANY_PIXELS,
                    String.format(
                            Locale.ROOT,
                            "The image is %d x %d pixels, too narrow for this model: scaling it would make %,d pixels.",
                            image.width(),
                            image.height(),
                            pixels));
        }
    }

    /** Most bytes beside the image: the image with its new width, the resized image, and weights or positions. */
    long memory(Size image) {
        Size size = sizeOf(image);
        if (interpolation == Interpolation.NEAREST) {
            return size.samples() + Integer.BYTES * ((long) size.height() + size.width());
        }
        long weights = AxisWeights.memory(image.width(), size.width(), interpolation)
                + AxisWeights.memory(image.height(), size.height(), interpolation);
        return new Size(image.height(), size.width()).samples() + size.samples() + weights;
    }

    RgbImage apply(RgbImage image) {
        Size size = sizeOf(new Size(image.height(), image.width()));
        return interpolation == Interpolation.NEAREST
                ? NearestPixels.pick(image, size)
                : Resampling.resample(image, size, interpolation);
    }
}

package org.residual.image.preprocessing;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.EncodedImage;
import org.residual.image.format.ImageRefusedException;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.image.pixel.Area;
import org.residual.image.pixel.RgbImage;
import org.residual.image.pixel.Size;

/**
 * The preprocessing of an image for a network, in torchvision's terms and with its numbers, in this order: check the
 * size, colour, resize, crop, to values of 0 to 1, scale, normalise. Every step may be absent (null).
 *
 * @param minimumSide least width and height of an image
 * @param color null stands for {@link ColorMode#RGB}
 * @param resize null keeps the size
 * @param centerCrop null crops nothing
 * @param scale factor for values of 0 to 1; null stands for 1
 * @param normalize null keeps the values
 */
public record Preprocessing(
        @Nullable Integer minimumSide,
        ColorMode color,
        @Nullable Resize resize,
        @Nullable CenterCrop centerCrop,
        Double scale,
        @Nullable Normalize normalize) {

    public Preprocessing {
        Resize.checkSide("minimumSide", minimumSide);
        color = color == null ? ColorMode.RGB : color;
        if (minimumSide != null && resize != null && resize.draft() != null && resize.draft() < minimumSide) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "draft must be at least minimumSide, %d, not %d.", minimumSide, resize.draft()));
        }
        scale = scale == null ? 1.0 : scale;
        float factor = scale.floatValue();
        if (!(factor > 0) || !Float.isFinite(factor)) {
            throw new IllegalArgumentException("scale must be a positive number, not " + scale + ".");
        }
    }

    /** Only the step to values of 0 to 1. */
    public static Preprocessing none() {
        return new Preprocessing(null, ColorMode.RGB, null, null, 1.0, null);
    }

    /**
     * The steps before decoding: pixels that the resize does not need may be skipped.
     *
     * @return the image to decode; the same one unless {@link Resize#draft} is set and it is a large JPEG
     */
    public EncodedImage drafted(EncodedImage image) {
        return resize == null || resize.draft() == null ? image : image.drafted(resize.draft());
    }

    /**
     * All steps.
     *
     * @param image is not changed
     * @throws ImageRefusedException as {@link #outputSize(Size)} does
     */
    public ImageTensor apply(RgbImage image) {
        return toTensor(toPixels(image));
    }

    /**
     * All steps except writing the values out.
     *
     * @param image is not changed, and must not be before the values are written out
     * @throws ImageRefusedException as {@link #outputSize(Size)} does
     */
    public NormalizedImage prepare(RgbImage image) {
        return normalized(toPixels(image));
    }

    /**
     * The steps from pixels to pixels: the check of the size, colour, resize and crop.
     *
     * @param image is not changed
     * @throws ImageRefusedException as {@link #apply} does
     */
    public RgbImage toPixels(RgbImage image) {
        outputSize(new Size(image.height(), image.width()));
        RgbImage prepared = color.apply(image);
        prepared = resize == null ? prepared : resize.apply(prepared);
        return centerCrop == null ? prepared : centerCrop.apply(prepared);
    }

    /** The size of every tensor that {@link #apply} makes; empty if it depends on the image. */
    public Optional<Size> outputSize() {
        if (centerCrop != null) {
            return Optional.of(new Size(centerCrop.height(), centerCrop.width()));
        }
        return resize == null ? Optional.empty() : resize.exactSize();
    }

    /**
     * @param image the size of an image
     * @return the size of the tensor that {@link #apply} makes from it
     * @throws ImageRefusedException if the image is smaller than {@code minimumSide}, or so narrow that resizing it
     *     would take too much memory
     */
    public Size outputSize(Size image) {
        if (minimumSide != null && Math.min(image.width(), image.height()) < minimumSide) {
            throw new ImageRefusedException(
                    Reason.TOO_SMALL,
                    String.format(
                            Locale.ROOT,
                            "The image is %d x %d pixels; this model needs at least %d x %d.",
                            image.width(),
                            image.height(),
                            minimumSide,
                            minimumSide));
        }
        Size resized = resize == null ? image : resize.sizeOf(image);
        return centerCrop == null ? resized : new Size(centerCrop.height(), centerCrop.width());
    }

    /**
     * @param area of a tensor made by {@link #apply}
     * @param picture the size of its picture, upright
     * @param decoded the size after decoding, smaller if pixels were skipped
     * @return the area in the picture; it may extend beyond the picture
     */
    public Area inPicture(Area area, Size picture, Size decoded) {
        Size resized = resize == null ? decoded : resize.sizeOf(decoded);
        Area uncropped = centerCrop == null ? area : centerCrop.before(area, resized);
        double across = (double) picture.width() / resized.width();
        double down = (double) picture.height() / resized.height();
        return new Area(
                uncropped.left() * across,
                uncropped.top() * down,
                uncropped.width() * across,
                uncropped.height() * down);
    }

    /**
     * @param image the size of an image that is not refused
     * @return most bytes of {@link #apply} beside the image itself, including the tensor
     */
    public long memory(Size image) {
        Size output = outputSize(image);
        long bytes = color == ColorMode.RGB ? 0 : image.samples();
        bytes += resize == null ? 0 : resize.memory(image);
        bytes += centerCrop == null ? 0 : output.samples();
        return bytes + Float.BYTES * output.samples();
    }

    /**
     * The steps after {@link #toPixels}: to values of 0 to 1, scale, normalise.
     *
     * @param image is not changed
     */
    public ImageTensor toTensor(RgbImage image) {
        return normalized(image).toTensor();
    }

    private NormalizedImage normalized(RgbImage image) {
        return new LeveledImage(image, ChannelLevels.of(scale.floatValue(), Optional.ofNullable(normalize)));
    }
}

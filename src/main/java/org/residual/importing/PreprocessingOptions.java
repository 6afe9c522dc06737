package org.residual.importing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.CenterCrop;
import org.residual.image.preprocessing.ColorMode;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Normalize;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import picocli.CommandLine.Option;

/** What {@code import} is told of the way from an image to the network's input. */
final class PreprocessingOptions {
    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = SizeConverter.class,
            description = "Height and width of what the network sees, such as 224, or 48x192 for 48 rows of 192 pixels;"
                    + " without it, images keep their size.")
    private @Nullable Size size;

    @Option(
            names = "--shorter-side",
            paramLabel = "PIXELS",
            description =
                    "What the shorter side of an image is brought to first; then --size is cut out of the middle.")
    private @Nullable Integer shorterSide;

    @Option(
            names = "--interpolation",
            paramLabel = "NAME",
            description = "How images are brought to that size, as torchvision names it: ${COMPLETION-CANDIDATES};"
                    + " without it, BILINEAR.")
    private @Nullable Interpolation interpolation;

    @Option(names = "--color", paramLabel = "NAME", defaultValue = "RGB", description = "${COMPLETION-CANDIDATES}.")
    private ColorMode color;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "What values of 0 to 1 are multiplied by before they are normalised, such as 255.")
    private @Nullable Double scale;

    @Option(
            names = "--mean",
            paramLabel = "R,G,B",
            hideParamSyntax = true,
            split = ",",
            description = "Normalize: what is subtracted from red, green and blue, each 0 to 1, or to --scale.")
    private @Nullable List<Double> mean;

    @Option(
            names = "--std",
            paramLabel = "R,G,B",
            hideParamSyntax = true,
            split = ",",
            description = "Normalize: what they are divided by.")
    private @Nullable List<Double> std;

    /** Whether images keep the size that they are sent in. */
    boolean keepSize() {
        return size == null && shorterSide == null;
    }

    /**
     * @throws IllegalArgumentException if options do not go together, or a value is out of its range
     */
    Preprocessing preprocessing() {
        Resize resize = null;
        CenterCrop crop = null;
        Interpolation how = interpolation == null ? Interpolation.BILINEAR : interpolation;
        if (shorterSide != null) {
            resize = Resize.toShorterSide(shorterSide, how);
            crop = size == null ? null : new CenterCrop(size.height(), size.width());
        } else if (size != null) {
            resize = Resize.exactly(size.height(), size.width(), how);
        } else if (interpolation != null) {
            throw new IllegalArgumentException("--interpolation goes with --size or --shorter-side.");
        }
        if ((mean == null) != (std == null)) {
            throw new IllegalArgumentException("--mean and --std go together.");
        }
        Normalize normalize = mean == null || std == null ? null : new Normalize(mean, std);
        Preprocessing preprocessing =
                new Preprocessing(null, color, resize, crop, scale == null ? 1.0 : scale, normalize);
        if (normalize != null) {
            requireWithinScale("--mean", normalize.mean(), preprocessing.scale());
            requireWithinScale("--std", normalize.std(), preprocessing.scale());
        }
        return preprocessing;
    }

    /** Those of values of 0 to 255 are a common mistake, and the known answer would not show it. */
    private void requireWithinScale(String option, List<Double> values, double largest) {
        if (!values.stream().allMatch(value -> value >= 0 && value <= largest)) {
            throw new IllegalArgumentException(option + " must be from 0 to " + largest
                    + ", the largest value of a pixel, not " + values
                    + (scale == null
                            ? ": divide by 255, or add --scale=255 if the network was trained with values of 0 to 255."
                            : "."));
        }
    }
}

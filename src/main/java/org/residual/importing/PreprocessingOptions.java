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

/** The options of {@code import} for the preprocessing. */
final class PreprocessingOptions {
    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            converter = SizeConverter.class,
            description = "Height and width of the network's input, such as 224, or 48x192 for 48 rows of 192 "
                    + "pixels. Default: the image's own size.")
    private @Nullable Size size;

    @Option(
            names = "--shorter-side",
            paramLabel = "PIXELS",
            description = "Resize the shorter side of an image to this first; then crop the centre to --size.")
    private @Nullable Integer shorterSide;

    @Option(
            names = "--interpolation",
            paramLabel = "NAME",
            description =
                    "How images are resized, by torchvision's names: ${COMPLETION-CANDIDATES}. Default: BILINEAR.")
    private @Nullable Interpolation interpolation;

    @Option(names = "--color", paramLabel = "NAME", defaultValue = "RGB", description = "${COMPLETION-CANDIDATES}.")
    private ColorMode color;

    @Option(
            names = "--scale",
            paramLabel = "N",
            description = "Factor for values of 0 to 1 before they are normalised, such as 255.")
    private @Nullable Double scale;

    @Option(
            names = "--mean",
            paramLabel = "R,G,B",
            hideParamSyntax = true,
            split = ",",
            description = "Normalize: mean of red, green and blue, subtracted; each 0 to 1, or to --scale.")
    private @Nullable List<Double> mean;

    @Option(
            names = "--std",
            paramLabel = "R,G,B",
            hideParamSyntax = true,
            split = ",",
            description = "Normalize: standard deviation, the divisor.")
    private @Nullable List<Double> std;

    /** Whether images keep their size. */
    boolean keepSize() {
        return size == null && shorterSide == null;
    }

    /** @throws IllegalArgumentException if the options contradict each other, or a value is out of range */
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
            throw new IllegalArgumentException("--interpolation requires --size or --shorter-side.");
        }
        if ((mean == null) != (std == null)) {
            throw new IllegalArgumentException("--mean and --std require each other.");
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

    /** Values for 0 to 255 are a common mistake, and the known answer would not show it. */
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

package org.residual.importing;

import java.util.Objects;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.CenterCrop;
import org.residual.image.preprocessing.Interpolation;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.image.preprocessing.Resize;
import org.residual.onnx.exported.ElementType;
import org.residual.onnx.exported.ExportedSignature;

/** The preprocessing of an image for a graph. */
final class GraphPreprocessing {
    private static final double LARGEST_BYTE = 255;

    private GraphPreprocessing() {}

    /**
     * @param asked requested steps
     * @param signature of the graph
     * @return the same with the further steps that the graph needs: its only size, and conversion to bytes
     * @throws IllegalArgumentException if the graph does not accept the result
     */
    static Preprocessing of(Preprocessing asked, ExportedSignature signature) {
        Preprocessing sized = signature.height().isPresent()
                        && signature.width().isPresent()
                ? sized(
                        asked,
                        new Size(
                                signature.height().getAsInt(), signature.width().getAsInt()))
                : asked;
        if (signature.inputType() != ElementType.UINT8) {
            return sized;
        }
        if (sized.normalize() != null || sized.scale() != 1 && sized.scale() != LARGEST_BYTE) {
            throw new IllegalArgumentException(
                    "The model takes unchanged bytes of 0 to 255: omit --scale, --mean and --std.");
        }
        return new Preprocessing(
                sized.minimumSide(), sized.color(), sized.resize(), sized.centerCrop(), LARGEST_BYTE, null);
    }

    private static Preprocessing sized(Preprocessing asked, Size size) {
        Resize resize = asked.resize() == null
                ? Resize.exactly(size.height(), size.width(), Interpolation.BILINEAR)
                : asked.resize();
        CenterCrop crop = asked.centerCrop() == null && resize.shorterSide() != null
                ? new CenterCrop(size.height(), size.width())
                : asked.centerCrop();
        Preprocessing fitted =
                new Preprocessing(asked.minimumSide(), asked.color(), resize, crop, asked.scale(), asked.normalize());
        Size made = fitted.outputSize().orElse(null);
        if (!Objects.equals(made, size)) {
            throw new IllegalArgumentException("The model takes images of " + size.height() + "x" + size.width()
                    + " pixels, not of " + (made == null ? "any size" : made.height() + "x" + made.width())
                    + ": omit --size, or set that size.");
        }
        return fitted;
    }
}

package org.residual.inference.evidence;

import java.util.function.UnaryOperator;
import org.residual.image.pixel.Area;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;

/**
 * The position of a tensor in the picture that it was made from.
 *
 * @param picture the size of the picture, upright
 * @param inPicture maps an area of the tensor to one of the picture
 */
public record Origin(Size picture, UnaryOperator<Area> inPicture) {
    /**
     * @param size of a tensor of unknown origin
     * @return the tensor itself as the picture
     */
    public static Origin itself(Size size) {
        return new Origin(size, area -> area);
    }

    /**
     * @param picture its size, upright
     * @param decoded the size after decoding, upright: smaller if the decoder skips pixels
     * @param preprocessing makes the tensor
     */
    public static Origin of(Size picture, Size decoded, Preprocessing preprocessing) {
        return new Origin(picture, area -> preprocessing.inPicture(area, picture, decoded));
    }
}

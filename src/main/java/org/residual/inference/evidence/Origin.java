package org.residual.inference.evidence;

import java.util.function.UnaryOperator;
import org.residual.image.pixel.Area;
import org.residual.image.pixel.Size;
import org.residual.image.preprocessing.Preprocessing;

/**
 * Where in a picture lies what a tensor was made of.
 *
 * @param picture the size of the picture, upright
 * @param inPicture from an area of the tensor to that of the picture
 */
public record Origin(Size picture, UnaryOperator<Area> inPicture) {
    /**
     * @param size of a tensor that nothing is known of beside
     * @return the tensor itself as the picture
     */
    public static Origin itself(Size size) {
        return new Origin(size, area -> area);
    }

    /**
     * @param picture its size, upright
     * @param decoded the size in which it is decoded, upright: smaller where the decoder leaves out pixels
     * @param preprocessing makes the tensor
     */
    public static Origin of(Size picture, Size decoded, Preprocessing preprocessing) {
        return new Origin(picture, area -> preprocessing.inPicture(area, picture, decoded));
    }
}

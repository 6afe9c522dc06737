package org.residual.inference.evidence;

import org.residual.evidence.Evidence;
import org.residual.image.pixel.Area;
import org.residual.image.pixel.Size;

/**
 * Where in a picture the logits of some classes come from.
 *
 * @param evidence of the classes
 * @param area of the picture that each map covers; it may extend beyond the picture
 * @param picture the size of the picture, upright
 */
public record LocatedEvidence(Evidence evidence, Area area, Size picture) {
    /** Relative to the network's input. */
    public static LocatedEvidence inTensor(Evidence evidence, Size tensor) {
        return new LocatedEvidence(evidence, evidence.grid().area(), tensor);
    }

    /** The same, relative to the picture that the network's input was made from. */
    public LocatedEvidence in(Origin origin) {
        return new LocatedEvidence(evidence, origin.inPicture().apply(area), origin.picture());
    }
}

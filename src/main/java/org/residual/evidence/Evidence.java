package org.residual.evidence;

import java.util.List;

/**
 * Where in an image the logits of some classes come from.
 *
 * @param grid of all maps
 * @param classes the most probable first
 */
public record Evidence(MapGrid grid, List<ClassEvidence> classes) {
    /** Copies the list. */
    public Evidence {
        classes = List.copyOf(classes);
    }

    /**
     * @return the largest absolute value of a contribution to any of the classes
     */
    public float largest() {
        float largest = 0;
        for (ClassEvidence evidence : classes) {
            for (float contribution : evidence.contributions()) {
                largest = Math.max(largest, Math.abs(contribution));
            }
        }
        return largest;
    }
}

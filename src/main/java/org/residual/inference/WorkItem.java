package org.residual.inference;

import java.util.List;
import org.residual.image.ImageTensor;

/**
 * Images of a request that have to be in one batch.
 *
 * @param request the request
 * @param first where the first of them stands in the request
 * @param images of equal size, at least one
 */
record WorkItem(PendingRequest request, int first, List<ImageTensor> images) {
    boolean fitsWith(WorkItem other) {
        ImageTensor mine = images.get(0);
        ImageTensor theirs = other.images.get(0);
        return mine.height() == theirs.height() && mine.width() == theirs.width();
    }
}

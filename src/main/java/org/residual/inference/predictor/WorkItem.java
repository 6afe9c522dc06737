package org.residual.inference.predictor;

import java.util.List;
import org.residual.image.preprocessing.NormalizedImage;

/**
 * Images of a request that must be in one batch.
 *
 * @param request the request
 * @param first index of the first of them in the request
 * @param images of equal size, at least one
 */
record WorkItem(PendingRequest request, int first, List<NormalizedImage> images) {
    boolean wantsEvidence() {
        return request.evidence() > 0;
    }

    /** Requests with evidence have batches of their own, so that others do not pay for it. */
    boolean fitsWith(WorkItem other) {
        NormalizedImage mine = images.get(0);
        NormalizedImage theirs = other.images.get(0);
        return mine.height() == theirs.height()
                && mine.width() == theirs.width()
                && wantsEvidence() == other.wantsEvidence();
    }
}

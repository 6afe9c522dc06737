package org.residual.inference.predictor;

import java.util.List;
import org.residual.image.preprocessing.NormalizedImage;

/**
 * Images of a request that have to be in one batch.
 *
 * @param request the request
 * @param first where the first of them stands in the request
 * @param images of equal size, at least one
 */
record WorkItem(PendingRequest request, int first, List<NormalizedImage> images) {
    boolean wantsEvidence() {
        return request.evidence() > 0;
    }

    /** Evidence is asked for in batches of its own: what it costs, those do not pay who do not ask for it. */
    boolean fitsWith(WorkItem other) {
        NormalizedImage mine = images.get(0);
        NormalizedImage theirs = other.images.get(0);
        return mine.height() == theirs.height()
                && mine.width() == theirs.width()
                && wantsEvidence() == other.wantsEvidence();
    }
}

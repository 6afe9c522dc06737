package org.residual.inference.predictor;

import java.util.ArrayList;
import java.util.List;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;

/**
 * Images of equal size for one version of a model, from one or more requests.
 *
 * @param version that is to answer
 * @param items at least one
 */
record Batch(ReadyVersion version, List<WorkItem> items) {
    List<NormalizedImage> images() {
        List<NormalizedImage> images = new ArrayList<>(items.size());
        items.forEach(item -> images.addAll(item.images()));
        return images;
    }

    /** The number of classes to explain, for each image; empty for no evidence. */
    int[] evidence() {
        return items.stream()
                .filter(WorkItem::wantsEvidence)
                .flatMapToInt(item ->
                        item.images().stream().mapToInt(image -> item.request().evidence()))
                .toArray();
    }

    /** Called when a predictor has taken it. */
    void started() {
        items.forEach(item -> item.request().started());
    }

    /** Gives the predictions, in the order of the images, to the requests. */
    void complete(List<Prediction> predictions) {
        int next = 0;
        for (WorkItem item : items) {
            for (int i = 0; i < item.images().size(); i++) {
                item.request().complete(item.first() + i, predictions.get(next++));
            }
        }
    }

    void fail(Throwable problem) {
        items.forEach(item -> item.request().fail(problem));
    }
}

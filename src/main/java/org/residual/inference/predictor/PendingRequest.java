package org.residual.inference.predictor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.store.version.ReadyVersion;

/** A request in progress: its images may be predicted in several batches, by several predictors. */
final class PendingRequest {
    private final ReadyVersion version;
    private final List<NormalizedImage> images;
    private final int evidence;
    private final Deadline deadline;
    private final RequestTimeline timeline;
    private final long since = System.nanoTime();
    private final CompletableFuture<List<Prediction>> answer = new CompletableFuture<>();
    private final AtomicReferenceArray<Prediction> predictions;
    private final AtomicInteger missing;

    PendingRequest(
            ReadyVersion version,
            List<? extends NormalizedImage> images,
            int evidence,
            Deadline deadline,
            RequestTimeline timeline) {
        this.version = version;
        this.images = List.copyOf(images);
        this.evidence = evidence;
        this.deadline = deadline;
        this.timeline = timeline;
        this.predictions = new AtomicReferenceArray<>(images.size());
        this.missing = new AtomicInteger(images.size());
    }

    ReadyVersion version() {
        return version;
    }

    CompletableFuture<List<Prediction>> answer() {
        return answer;
    }

    /** The number of classes to explain, for each image; 0 for no evidence. */
    int evidence() {
        return evidence;
    }

    int imageCount() {
        return images.size();
    }

    /** The images that must share a batch: one each, unless the network looks at all of them together. */
    List<WorkItem> items() {
        if (version.descriptor().batchesByRequest()) {
            return List.of(new WorkItem(this, 0, images));
        }
        List<WorkItem> items = new ArrayList<>(images.size());
        for (int i = 0; i < images.size(); i++) {
            items.add(new WorkItem(this, i, List.of(images.get(i))));
        }
        return items;
    }

    /** When it began to wait, by the clock of {@link System#nanoTime}. */
    long queuedSince() {
        return since;
    }

    /** Called when a predictor has taken its images, or some of them. */
    void started() {
        timeline.end(Part.QUEUE);
    }

    boolean isAnswered() {
        return answer.isDone();
    }

    boolean isLate() {
        return deadline.remainingNanos() <= 0;
    }

    void failLate() {
        fail(deadline.exceeded());
    }

    void complete(int index, Prediction prediction) {
        predictions.set(index, prediction);
        if (missing.decrementAndGet() == 0) {
            timeline.end(Part.INFERENCE);
            List<Prediction> all = new ArrayList<>(images.size());
            for (int i = 0; i < images.size(); i++) {
                all.add(predictions.get(i));
            }
            answer.complete(all);
        }
    }

    void fail(Throwable problem) {
        answer.completeExceptionally(problem);
    }
}

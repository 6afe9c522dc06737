package org.residual.inference.predictor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.residual.store.version.ReadyVersion;

/**
 * The queue of one version, in order of arrival, and its reserved places: those of queued images, and those of images
 * that are still being decoded. Not safe for use by several threads at once.
 */
final class VersionQueue {
    private final ReadyVersion version;
    private final Deque<WorkItem> waiting = new ArrayDeque<>();
    private int places;

    VersionQueue(ReadyVersion version) {
        this.version = version;
    }

    ReadyVersion version() {
        return version;
    }

    int places() {
        return places;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    int waitingItems() {
        return waiting.size();
    }

    Duration oldestWait() {
        WorkItem oldest = waiting.peekFirst();
        return oldest == null
                ? Duration.ZERO
                : Duration.ofNanos(System.nanoTime() - oldest.request().queuedSince());
    }

    void reserve(int images) {
        places += images;
    }

    void release(int images) {
        places -= images;
    }

    /** Adds an item for whose images places are reserved. */
    void add(WorkItem item) {
        waiting.addLast(item);
    }

    /** Removes the items of a request; its places stay reserved. */
    void withdraw(PendingRequest request) {
        waiting.removeIf(item -> item.request() == request);
    }

    void remove(PendingRequest request) {
        for (Iterator<WorkItem> items = waiting.iterator(); items.hasNext(); ) {
            WorkItem item = items.next();
            if (item.request() == request) {
                take(items, item);
            }
        }
    }

    private void take(Iterator<WorkItem> items, WorkItem item) {
        items.remove();
        places -= item.images().size();
    }

    /**
     * Takes the oldest item, and those that can share a batch with it; drops items whose request has ended.
     *
     * @param late receives the requests whose deadline has passed, to be failed
     * @return the items of a batch; empty if none is left
     */
    List<WorkItem> gather(BatchLimits limits, Set<PendingRequest> late) {
        boolean alone = version.descriptor().batchesByRequest();
        List<WorkItem> batch = new ArrayList<>();
        int room = limits.images();
        for (Iterator<WorkItem> items = waiting.iterator(); items.hasNext() && room > 0; ) {
            WorkItem item = items.next();
            if (item.request().isAnswered()) {
                take(items, item);
            } else if (item.request().isLate()) {
                take(items, item);
                late.add(item.request());
            } else if (batch.isEmpty() || item.fitsWith(batch.get(0))) {
                take(items, item);
                if (batch.isEmpty()) {
                    room = alone ? 1 : Math.min(room, roomFor(item, limits.pixels()));
                }
                batch.add(item);
                room--;
            }
        }
        return batch;
    }

    private static int roomFor(WorkItem item, long pixels) {
        long each = (long) item.images().get(0).height() * item.images().get(0).width();
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, pixels / each));
    }
}

package org.residual.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.residual.nn.Statistics;
import org.residual.store.ReadyVersion;

/** What waits for one version, in the order of arrival. Not safe for use by several threads at once. */
final class Lane {
    private final ReadyVersion version;
    private final Deque<WorkItem> waiting = new ArrayDeque<>();
    private int images;
    private long bytes;

    Lane(ReadyVersion version) {
        this.version = version;
    }

    int images() {
        return images;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(WorkItem item) {
        waiting.addLast(item);
        count(item, 1);
    }

    void remove(PendingRequest request) {
        for (Iterator<WorkItem> items = waiting.iterator(); items.hasNext(); ) {
            WorkItem item = items.next();
            if (item.request() == request) {
                items.remove();
                count(item, -1);
            }
        }
    }

    private void count(WorkItem item, int sign) {
        images += sign * item.images().size();
        bytes += sign * item.bytes();
    }

    /**
     * Takes the item that waits longest, and those that may share a batch with it; drops those that nobody waits for.
     *
     * @return what to predict together; empty if nothing alive waits
     */
    List<WorkItem> gather(BatchLimits limits) {
        boolean alone = version.descriptor().statistics() == Statistics.BATCH;
        List<WorkItem> batch = new ArrayList<>();
        int room = limits.images();
        for (Iterator<WorkItem> items = waiting.iterator(); items.hasNext() && room > 0; ) {
            WorkItem item = items.next();
            if (!item.request().isAlive()) {
                items.remove();
                count(item, -1);
            } else if (batch.isEmpty() || item.fitsWith(batch.get(0))) {
                items.remove();
                count(item, -1);
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

    ReadyVersion version() {
        return version;
    }
}

package org.residual.grpc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The open streams of requests, so that none keeps the service from stopping. */
final class OpenStreams {
    private final Set<InferenceStream> open = new HashSet<>();
    private boolean stopped;

    /** Whether the others are closed to requests; then so is this one. */
    void add(InferenceStream stream) {
        if (isStoppedOrHolds(stream)) {
            stream.stop();
        }
    }

    private synchronized boolean isStoppedOrHolds(InferenceStream stream) {
        if (!stopped) {
            open.add(stream);
        }
        return stopped;
    }

    synchronized void remove(InferenceStream stream) {
        open.remove(stream);
    }

    /** Each ends when the requests that it has accepted are answered. */
    void stop() {
        stopTaking().forEach(InferenceStream::stop);
    }

    private synchronized List<InferenceStream> stopTaking() {
        stopped = true;
        return List.copyOf(open);
    }
}

package org.residual.grpc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The streams of requests that clients have open, so that none keeps the service from stopping. */
final class OpenStreams {
    private final Set<InferenceStream> open = new HashSet<>();
    private boolean stopped;

    /** It takes no requests any more if the others do not. */
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

    /** Each ends when the requests that it has taken are answered. */
    void stop() {
        stopTaking().forEach(InferenceStream::stop);
    }

    private synchronized List<InferenceStream> stopTaking() {
        stopped = true;
        return List.copyOf(open);
    }
}

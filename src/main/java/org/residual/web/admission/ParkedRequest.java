package org.residual.web.admission;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.residual.inference.admission.Entry;
import org.residual.store.version.ReadyVersion;
import org.slf4j.MDC;

/**
 * A request that waits without a thread.
 *
 * @param version that is to answer
 * @param entry it waits for
 * @param marks of its lines in the log
 */
record ParkedRequest(ReadyVersion version, CompletableFuture<Entry> entry, Map<String, String> marks) {
    private static final String PARKED = ParkedRequest.class.getName();
    private static final long NO_TIMEOUT = 0;

    /**
     * Makes a request wait until the entry completes; the server then dispatches it again, with the dispatcher type
     * {@code ASYNC}.
     *
     * @param version that is to answer
     * @param entry to wait for; closed when the request has ended, in whatever way
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a request that has ended meanwhile cannot be dispatched
    static void park(
            ReadyVersion version,
            CompletableFuture<Entry> entry,
            HttpServletRequest request,
            HttpServletResponse response) {
        request.setAttribute(PARKED, new ParkedRequest(version, entry, marksOfThisThread()));
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(NO_TIMEOUT);
        context.addListener(new Closing(entry));
        entry.whenComplete((entered, problem) -> context.dispatch());
    }

    /** @return what a dispatched request waited for; empty if it did not wait */
    static Optional<ParkedRequest> of(HttpServletRequest request) {
        return Optional.ofNullable((ParkedRequest) request.getAttribute(PARKED));
    }

    /** The log markers of this thread. */
    static Map<String, String> marksOfThisThread() {
        Map<String, String> marks = MDC.getCopyOfContextMap();
        return marks == null ? Map.of() : marks;
    }

    /** Gives the place back even if the request ended without being dispatched. */
    private record Closing(CompletableFuture<Entry> entry) implements AsyncListener {
        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // an entry that failed or is cancelled needs no closing
        public void onComplete(AsyncEvent event) {
            entry.cancel(false);
            entry.thenAccept(Entry::close);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // It has none.
        }

        @Override
        public void onError(AsyncEvent event) {
            // Completes.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It waits once.
        }
    }
}

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
 * @param version is to answer
 * @param entry it waits for
 * @param marks of its lines in the log
 */
record ParkedRequest(ReadyVersion version, CompletableFuture<Entry> entry, Map<String, String> marks) {
    private static final String PARKED = ParkedRequest.class.getName();
    private static final long NO_TIMEOUT = 0;

    /**
     * Has a request wait, and the server take it up anew when that ends, with the dispatcher type {@code ASYNC}.
     *
     * @param version is to answer
     * @param entry is waited for; closed when the request has ended, whatever its end
     */
    @SuppressWarnings("FutureReturnValueIgnored") // of a request that has ended meanwhile, nothing can be dispatched
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

    /**
     * @return what a request waited for that is taken up anew; empty if it did not
     */
    static Optional<ParkedRequest> of(HttpServletRequest request) {
        return Optional.ofNullable((ParkedRequest) request.getAttribute(PARKED));
    }

    /** What this thread's lines in the log are marked with. */
    static Map<String, String> marksOfThisThread() {
        Map<String, String> marks = MDC.getCopyOfContextMap();
        return marks == null ? Map.of() : marks;
    }

    /** Nobody is kept out by a request that has ended, even one that never came to go on. */
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

package org.residual.web.body;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.residual.memory.MemoryBudget;
import org.residual.web.limits.RequestLimits;
import org.residual.web.limits.RequestThreads;
import org.residual.web.limits.RequestTimeout;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;

/**
 * Watches the bodies of all requests. It is a valve, not a filter, because the server reads the rest of a body after
 * the request has been answered, below any filter.
 */
final class BodyValve extends ValveBase {
    private final RequestLimits limits;
    private final RequestTimeout timeout;
    private final MemoryBudget memory;
    private final RequestThreads threads;
    private final long mostDrained;

    /**
     * @param memory for all bodies
     * @param mostDrained most bytes of an unwanted body to read
     */
    BodyValve(
            RequestLimits limits,
            RequestTimeout timeout,
            MemoryBudget memory,
            RequestThreads threads,
            long mostDrained) {
        super(true);
        this.limits = limits;
        this.timeout = timeout;
        this.memory = memory;
        this.threads = threads;
        this.mostDrained = mostDrained;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        InputBuffer plain = request.getCoyoteRequest().getInputBuffer();
        WatchedBody body = new WatchedBody(plain, limits, () -> memoryFor(request));
        request.setAttribute(WatchedBody.class.getName(), body);
        request.getCoyoteRequest().setInputBuffer(body);
        try {
            getNext().invoke(request, response);
            // The body of a parked request has not been read yet.
            if (!request.isAsync() && !request.getCoyoteRequest().isFinished()) {
                drain(body, request, response);
            }
        } finally {
            body.release();
            request.getCoyoteRequest().setInputBuffer(plain);
            threads.release(request);
        }
    }

    private BodyMemory memoryFor(Request request) {
        return new BodyMemory(
                memory, request.getContentLengthLong(), timeout.orUsual(request.getHeader(RequestTimeout.HEADER)));
    }

    private void drain(WatchedBody body, Request request, Response response) throws IOException {
        body.release();
        response.finishResponse();
        boolean wanted = response.getStatus() != Problem.SLOW_UPLOAD.status().value()
                && !request.getCoyoteRequest().hasExpectation()
                && threads.take(request);
        try {
            if (wanted && body.drain(mostDrained)) {
                return;
            }
        } catch (ProblemException broken) {
            // It has been answered.
        }
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
}

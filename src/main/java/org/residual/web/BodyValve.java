package org.residual.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;

/**
 * Has the bodies of all requests watched. Not a filter: the server reads the parts of a multipart body itself, below any
 * of them, and so it does what is left of a body when its request is answered.
 */
final class BodyValve extends ValveBase implements ServletRequestListener {
    private static final String BODY = WatchedBody.class.getName();

    private final RequestLimits limits;
    private final BodyMemory memory;
    private final long mostDrained;

    /**
     * @param mostDrained bytes that are read of a body nobody wants
     */
    BodyValve(RequestLimits limits, BodyMemory memory, long mostDrained) {
        super(true);
        this.limits = limits;
        this.memory = memory;
        this.mostDrained = mostDrained;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getAttribute(BODY) != null) {
            // It comes a second time with its answer.
            getNext().invoke(request, response);
            return;
        }
        InputBuffer plain = request.getCoyoteRequest().getInputBuffer();
        WatchedBody body = new WatchedBody(plain, limits, memory);
        request.setAttribute(BODY, body);
        request.getCoyoteRequest().setInputBuffer(body);
        try {
            getNext().invoke(request, response);
            if (!request.getCoyoteRequest().isFinished()) {
                drain(body, request, response);
            }
        } finally {
            request.getCoyoteRequest().setInputBuffer(plain);
        }
    }

    private void drain(WatchedBody body, Request request, Response response) throws IOException {
        if (!request.isAsync()) {
            body.release();
            response.finishResponse();
        }
        boolean wanted = response.getStatus() != Problem.SLOW_UPLOAD.status().value()
                && !request.getCoyoteRequest().hasExpectation();
        try {
            if (wanted && body.drain(mostDrained)) {
                return;
            }
        } catch (ProblemException broken) {
            // It has had its answer.
        }
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    /** Whether it was answered at once or later. */
    @Override
    public void requestDestroyed(ServletRequestEvent event) {
        ServletRequest request = event.getServletRequest();
        if (request.getAttribute(BODY) instanceof WatchedBody body) {
            body.release();
        }
    }
}

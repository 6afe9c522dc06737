package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Tells whether the client of a request is still there, which the servlet API does not: Tomcat notices a closed
 * connection only when it reads or writes.
 */
final class ClientConnection {
    private static final String ATTRIBUTE = ClientConnection.class.getName();

    private ClientConnection() {}

    /**
     * @return whether the request's connection was closed; to be asked by the request's own thread, its body read
     */
    static BooleanSupplier gone(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof BooleanSupplier known ? known : () -> false;
    }

    /** Makes the connection known to the request. */
    static final class Valve extends ValveBase {
        Valve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, jakarta.servlet.ServletException {
            request.setAttribute(ATTRIBUTE, (BooleanSupplier) () -> isClosed(request.getCoyoteRequest()));
            getNext().invoke(request, response);
        }

        /** Where the next request has been sent already, the first look finds it and the second finds nothing new. */
        private static boolean isClosed(org.apache.coyote.Request request) {
            return hasSomethingToRead(request) && hasSomethingToRead(request);
        }

        /** Tries to read without waiting; that the connection was closed counts as something to read. */
        private static boolean hasSomethingToRead(org.apache.coyote.Request request) {
            request.action(ActionCode.AVAILABLE, true);
            return request.getAvailable() > 0;
        }
    }
}

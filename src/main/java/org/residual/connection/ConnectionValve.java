package org.residual.connection;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;

/** Gives request handlers access to the actual connection of a request, whatever its headers say about proxies. */
final class ConnectionValve extends ValveBase {
    private static final String CONNECTION = ConnectionValve.class.getName();

    ConnectionValve() {
        super(true);
    }

    /** @return its connection; null if unknown */
    static NioSocketWrapper connectionOf(ServletRequest request) {
        return (NioSocketWrapper) request.getAttribute(CONNECTION);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(CONNECTION, ServiceProtocol.connectionOf(request.getCoyoteRequest()));
        getNext().invoke(request, response);
    }
}

package org.residual.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Notes whether a request comes from this very machine, before anything has looked at its headers: the connection has to,
 * and nothing may tell of a proxy. So no header opens anything, whatever the server makes of those that proxies set.
 */
final class ConnectionOrigin extends ValveBase {
    private static final String HERE = ConnectionOrigin.class.getName();
    private static final List<String> SET_BY_PROXIES =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    ConnectionOrigin() {
        super(true);
    }

    /**
     * @return whether it comes from this machine; false also where that was not noted
     */
    static boolean isThisMachine(HttpServletRequest request) {
        return request.getAttribute(HERE) == Boolean.TRUE;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        request.setAttribute(
                HERE,
                isLoopback(request.getPeerAddr())
                        && SET_BY_PROXIES.stream().allMatch(name -> request.getHeader(name) == null));
        getNext().invoke(request, response);
    }

    /**
     * @param address a literal
     */
    static boolean isLoopback(String address) {
        try {
            return address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

package org.residual.web.access;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Where a request comes from. It is noted before anything has looked at the headers, so no header opens anything, whatever
 * the server makes of those that proxies set.
 */
enum ConnectionOrigin {
    /** From this machine, without a proxy, and to a name of this machine. */
    THIS_MACHINE,

    /**
     * From this machine, without a proxy, but to a name that only DNS gave to this machine. The owner of that name may have
     * done so to make a browser take the service for a part of his own site.
     */
    THIS_MACHINE_BY_FOREIGN_NAME,

    /** From another machine, through a proxy, or unknown. */
    ELSEWHERE;

    private static final String NOTED = ConnectionOrigin.class.getName();
    private static final List<String> SET_BY_PROXIES =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    /** Names that are never looked up (RFC 6761, 6.3), and addresses. */
    private static final Pattern OWN_NAMES =
            Pattern.compile("(?:.+\\.)?localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /**
     * @return {@link #ELSEWHERE} also where nothing was noted
     */
    static ConnectionOrigin of(HttpServletRequest request) {
        return request.getAttribute(NOTED) instanceof ConnectionOrigin noted ? noted : ELSEWHERE;
    }

    private static ConnectionOrigin find(Request request) {
        if (!isLoopback(request.getPeerAddr()) || isFromProxy(request)) {
            return ELSEWHERE;
        }
        String host = request.getServerName();
        return host != null && OWN_NAMES.matcher(host).matches() ? THIS_MACHINE : THIS_MACHINE_BY_FOREIGN_NAME;
    }

    private static boolean isFromProxy(Request request) {
        for (String name : SET_BY_PROXIES) {
            if (request.getHeader(name) != null) {
                return true;
            }
        }
        return false;
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

    /** Notes it. */
    static final class NotingValve extends ValveBase {
        NotingValve() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            request.setAttribute(NOTED, find(request));
            getNext().invoke(request, response);
        }
    }
}

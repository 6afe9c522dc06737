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
 * Where a request comes from. It is recorded before any header is read, so no header can grant access, whatever the
 * server makes of the headers of proxies.
 */
enum ConnectionOrigin {
    /** From this machine, without a proxy, addressed to a name of this machine. */
    THIS_MACHINE,

    /**
     * From this machine, without a proxy, but addressed to a name that only DNS resolves to this machine. The owner of
     * that name may be using DNS rebinding to make a browser treat the service as part of their own site.
     */
    THIS_MACHINE_BY_FOREIGN_NAME,

    /** From another machine, through a proxy, or unknown. */
    ELSEWHERE;

    private static final String NOTED = ConnectionOrigin.class.getName();
    private static final List<String> SET_BY_PROXIES =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

    /** Addresses, and names that are never resolved through DNS (RFC 6761, 6.3). */
    private static final Pattern OWN_NAMES =
            Pattern.compile("(?:.+\\.)?localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /** @return {@link #ELSEWHERE} also if nothing was recorded */
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

    /** @param address a literal */
    static boolean isLoopback(String address) {
        try {
            return address != null && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Records it. */
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

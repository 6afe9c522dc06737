package org.residual.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's HTTP/1.1, with access to the connection of each request, and with connections that can be closed without
 * losing a request. Tomcat creates it by name.
 */
public final class ServiceProtocol extends Http11NioProtocol {
    /** The server leaves hooks 17 to 31 to others, and keeps them across the requests of a connection. */
    private static final int CONNECTION = 17;

    private final ServicePort port;
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicBoolean heard = new AtomicBoolean();

    /** The same as for {@link Http11NioProtocol}. */
    public ServiceProtocol() {
        this(new ServicePort());
    }

    private ServiceProtocol(ServicePort port) {
        super(port);
        this.port = port;
    }

    /** @return the connection of a request; null if it is shared with others, as with HTTP/2 */
    static NioSocketWrapper connectionOf(Request request) {
        return (NioSocketWrapper) request.getNote(CONNECTION);
    }

    /** Makes every further request the last one of its connection, and its answer say so. */
    void closeAfterAnswers() {
        setMaxKeepAliveRequests(1);
    }

    ServicePort port() {
        return port;
    }

    /** @return whether any client is connected */
    boolean isConnected() {
        return !port.getConnections().isEmpty();
    }

    /** @return whether no client has sent a request since the last call */
    boolean isSilent() {
        return !heard.getAndSet(false) && served.get() == 0;
    }

    /** HTTP/2, if it is enabled. */
    @Override
    public void addUpgradeProtocol(UpgradeProtocol http2) {
        super.addUpgradeProtocol(new PriorKnowledge(http2));
    }

    @Override
    protected Processor createProcessor() {
        return new WatchedProcessor(getAdapter());
    }

    private final class WatchedProcessor extends Http11Processor {
        WatchedProcessor(Adapter adapter) {
            super(ServiceProtocol.this, adapter);
        }

        /** Whether it is processing a request, including one that waits without a thread. */
        private boolean serving;

        @Override
        public SocketState service(SocketWrapperBase<?> connection) throws IOException {
            request.setNote(CONNECTION, connection);
            return super.service(connection);
        }

        @Override
        public SocketState process(SocketWrapperBase<?> connection, SocketEvent event) throws IOException {
            if (!serving) {
                serving = true;
                served.incrementAndGet();
            }
            try {
                return super.process(connection, event);
            } finally {
                heard.set(true);
                if (!isAsync()) {
                    serving = false;
                    served.decrementAndGet();
                }
            }
        }
    }
}

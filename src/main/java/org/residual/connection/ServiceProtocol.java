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
 * HTTP/1.1 as Tomcat speaks it, whose requests know over which connection they came, and whose connections can be ended
 * with no request lost. Made by Tomcat, by its name.
 */
public final class ServiceProtocol extends Http11NioProtocol {
    /** The server leaves 17 to 31 to others, and keeps them from one request of a connection to the next. */
    private static final int CONNECTION = 17;

    private final ServicePort port;
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicBoolean heard = new AtomicBoolean();

    /** As {@link Http11NioProtocol} is made. */
    public ServiceProtocol() {
        this(new ServicePort());
    }

    private ServiceProtocol(ServicePort port) {
        super(port);
        this.port = port;
    }

    /**
     * @return the connection over which a request came; null if that is shared with others, as with HTTP/2
     */
    static NioSocketWrapper connectionOf(Request request) {
        return (NioSocketWrapper) request.getNote(CONNECTION);
    }

    /** From now on a request is the last one of its connection, and its answer says so. */
    void closeAfterAnswers() {
        setMaxKeepAliveRequests(1);
    }

    ServicePort port() {
        return port;
    }

    /**
     * @return whether some client is connected
     */
    boolean isConnected() {
        return !port.getConnections().isEmpty();
    }

    /**
     * @return whether no client has asked anything since this was called last
     */
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

        /** Whether it is at a request, as it is too while one waits without a thread. */
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

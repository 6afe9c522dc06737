package org.residual.connection;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** HTTP/1.1 as Tomcat speaks it, whose requests know over which connection they came. Made by Tomcat, by its name. */
public final class ServiceProtocol extends Http11NioProtocol {
    /** The server leaves 17 to 31 to others, and keeps them from one request of a connection to the next. */
    private static final int CONNECTION = 17;

    /**
     * @return the connection over which a request came; null if that is shared with others, as with HTTP/2
     */
    static NioSocketWrapper connectionOf(Request request) {
        return (NioSocketWrapper) request.getNote(CONNECTION);
    }

    @Override
    protected Processor createProcessor() {
        return new NotingProcessor(this, getAdapter());
    }

    private static final class NotingProcessor extends Http11Processor {
        NotingProcessor(ServiceProtocol protocol, Adapter adapter) {
            super(protocol, adapter);
        }

        @Override
        public SocketState service(SocketWrapperBase<?> connection) throws IOException {
            request.setNote(CONNECTION, connection);
            return super.service(connection);
        }
    }
}

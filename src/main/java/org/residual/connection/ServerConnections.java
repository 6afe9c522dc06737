package org.residual.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** The connections of the server, and how they end with no request lost. */
public final class ServerConnections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final Duration PAUSE = Duration.ofMillis(20);
    /**
     * A second of them: who is about to ask, does so within that time. They are counted, not timed, so that a machine that
     * stands still for a while hears everybody.
     */
    private static final int SILENT_LOOKS = 50;

    private final List<ServiceProtocol> protocols = new CopyOnWriteArrayList<>();
    private volatile boolean closing;

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(ServiceProtocol.class.getName());
        factory.addEngineValves(new ConnectionValve());
        factory.addConnectorCustomizers(connector -> protocols.add((ServiceProtocol) connector.getProtocolHandler()));
    }

    /** From now on a request is the last one of its connection, and its answer says so: {@code Connection: close}. */
    public void closeAfterAnswers() {
        closing = true;
        protocols.forEach(ServiceProtocol::closeAfterAnswers);
    }

    /**
     * @return whether an answer ought to be the last one of its connection, which the server sees to for all requests that
     *     began since
     */
    public boolean areClosing() {
        return closing;
    }

    /**
     * Has nobody connect any more, and waits until those who are connected have had their last answer. HTTP cannot tell a
     * client so that asks nothing: whoever has been silent for a second counts as gone.
     *
     * @param longest how long to wait at most
     */
    public void close(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (ServiceProtocol protocol : protocols) {
            protocol.port().closeToNewcomers(Duration.ofNanos(end - System.nanoTime()));
        }
        int silent = 0;
        while (silent < SILENT_LOOKS
                && protocols.stream().anyMatch(ServiceProtocol::isConnected)
                && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            silent = protocols.stream().allMatch(ServiceProtocol::isSilent) ? silent + 1 : 0;
        }
    }
}

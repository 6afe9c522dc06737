package org.residual.connection;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** The connections of the server, closed without losing a request. */
public final class ServerConnections implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    private static final Duration PAUSE = Duration.ofMillis(20);
    /**
     * Pauses that add up to a second: a client that is about to send a request does so within that time. They are
     * counted, not timed, so that a machine that stalls for a while misses no client.
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

    /** Makes every further request the last one of its connection, and its answer say so: {@code Connection: close}. */
    public void closeAfterAnswers() {
        closing = true;
        protocols.forEach(ServiceProtocol::closeAfterAnswers);
    }

    /**
     * @return whether an answer should be the last one of its connection; for requests that began since, the server
     *     takes care of that
     */
    public boolean areClosing() {
        return closing;
    }

    /**
     * Accepts no more connections, and waits until connected clients have had their last answer. HTTP cannot notify an
     * idle client, so a client that has been silent for a second counts as gone.
     *
     * @param longest how long to wait
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

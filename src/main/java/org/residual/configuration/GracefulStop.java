package org.residual.configuration;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.residual.connection.ServerConnections;
import org.residual.grpc.GrpcServer;
import org.residual.inference.model.Readiness;
import org.residual.settings.ResidualProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Lets all clients finish before anything is stopped. First the service reports that it is not ready: for a while it
 * still answers everything, so that load balancers notice, and no client is refused. Then the ports are closed, and
 * connected clients get their last answers.
 */
@Component
final class GracefulStop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);

    private final Duration delay;
    private final Duration drain;
    private final Readiness readiness;
    private final ServerConnections http;
    private final ObjectProvider<GrpcServer> grpc;
    private volatile boolean running;

    GracefulStop(
            ResidualProperties properties,
            Readiness readiness,
            ServerConnections http,
            ObjectProvider<GrpcServer> grpc) {
        this.delay = properties.shutdown().delay();
        this.drain = properties.predictors().drainTime();
        this.readiness = readiness;
        this.http = http;
        this.grpc = grpc;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** The last to start and the first to stop. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }

    /** It stops for good: a closed port is not reopened, and the service does not become ready again. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public void stop() {
        running = false;
        LOG.info("Stopping: accepts requests for another {} s, and finishes them", delay.toMillis() / 1e3);
        readiness.stop();
        try {
            http.closeAfterAnswers();
            grpc.ifAvailable(GrpcServer::refuse);
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            grpc.ifAvailable(GrpcServer::shutDown);
            http.close(drain);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

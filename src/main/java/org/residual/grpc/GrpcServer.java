package org.residual.grpc;

import io.grpc.BindableService;
import io.grpc.DecompressorRegistry;
import io.grpc.Grpc;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.residual.access.Credentials;
import org.residual.grpc.access.AccessInterceptor;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.inference.model.Readiness;
import org.residual.inference.request.RequestListener;
import org.residual.memory.RequestMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts calls until it is closed. */
public final class GrpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);
    /** An idle connection is pinged, and closed if it does not answer. */
    private static final Duration ASK_AFTER = Duration.ofMinutes(1);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration HANDSHAKE_WITHIN = Duration.ofSeconds(10);
    /** Clients may send pings, at a limited rate. */
    private static final Duration ASKED_AT_MOST_EVERY = Duration.ofSeconds(10);

    private static final Duration IDLE_AT_MOST = Duration.ofMinutes(10);
    /** Makes connections spread again over several services. */
    private static final Duration OLDEST = Duration.ofHours(1);

    private static final int MOST_METADATA = 8 << 10;

    private final HealthStatusManager health = new HealthStatusManager();
    private final CallThreads threads = new CallThreads();
    private final OpenStreams streams = new OpenStreams();
    private final Readiness readiness;
    private final Duration drain;
    private final Server server;

    /**
     * @param endpoint to listen on
     * @param credentials for calls
     * @param served by calls
     * @param listeners are called for each request
     * @param limits of calls
     * @param memory for calls
     * @throws IOException if the port is taken
     */
    public GrpcServer(
            GrpcEndpoint endpoint,
            Credentials credentials,
            ServedModels served,
            List<RequestListener> listeners,
            GrpcLimits limits,
            RequestMemory memory)
            throws IOException {
        this.drain = endpoint.drain();
        this.readiness = served.readiness();
        readiness.whenChanged(this::tellHealth);
        tellHealth();
        this.server = Grpc.newServerBuilderForPort(endpoint.port(), endpoint.transport())
                .executor(threads.first())
                .callExecutor(threads)
                .addStreamTracerFactory(new StreamEnd.OfEachCall())
                .maxInboundMessageSize(limits.bytes())
                .intercept(new StreamErrors())
                .intercept(new AccessInterceptor(credentials, listeners))
                .intercept(new UnreadableMessages(listeners))
                .maxInboundMetadataSize(MOST_METADATA)
                .handshakeTimeout(HANDSHAKE_WITHIN.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTime(ASK_AFTER.toNanos(), TimeUnit.NANOSECONDS)
                .keepAliveTimeout(ANSWER_WITHIN.toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveTime(ASKED_AT_MOST_EVERY.toNanos(), TimeUnit.NANOSECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(IDLE_AT_MOST.toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAge(OLDEST.toNanos(), TimeUnit.NANOSECONDS)
                .maxConnectionAgeGrace(limits.longestTimeout().toNanos(), TimeUnit.NANOSECONDS)
                .decompressorRegistry(DecompressorRegistry.getDefaultInstance().with(new DeflateCodec(), true))
                .addServices(services(
                        new InferenceService(served, new Inference(served, listeners, limits, memory), streams)))
                .build()
                .start();
        LOG.info("gRPC is served on port {}", server.getPort());
    }

    private List<ServerServiceDefinition> services(InferenceService inference) {
        return Stream.of(
                        inference,
                        health.getHealthService(),
                        ProtoReflectionServiceV1.newInstance(),
                        earlierReflection())
                .map(BindableService::bindService)
                .map(UnreadableMessages::parsedLate)
                .toList();
    }

    /** Many clients still use it. */
    @SuppressWarnings("deprecation")
    private static BindableService earlierReflection() {
        return ProtoReflectionService.newInstance();
    }

    /** One at a time, so that the last report reflects the last change. */
    private synchronized void tellHealth() {
        ServingStatus status = readiness.isReady() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, status);
    }

    /** @return the port that it listens on */
    public int port() {
        return server.getPort();
    }

    /** Reports that it is not serving, so that clients go elsewhere; it still answers. */
    public void refuse() {
        health.enterTerminalState();
    }

    /** Accepts no more calls and tells clients so, with GOAWAY; calls in progress go on, streams to a last answer. */
    public void shutDown() {
        server.shutdown();
        streams.stop();
    }

    /** Accepts no more calls, and lets those in progress finish. */
    @Override
    public void close() {
        refuse();
        shutDown();
        try {
            if (!server.awaitTermination(drain.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("Calls did not finish within {}", drain);
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.close();
    }
}

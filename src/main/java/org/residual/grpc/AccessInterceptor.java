package org.residual.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.residual.access.Client;
import org.residual.access.Credentials;
import org.residual.access.Scope;
import org.residual.access.UncheckedCredentialException;
import org.residual.access.UnknownCredentialException;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.inference.RequestListener;
import org.residual.inference.RequestTimeline;

/** Lets those make calls who may, as soon as there is any credential. A method that is not named here takes one. */
final class AccessInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> KEY = Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    /** What clients of gRPC that try again by themselves heed. */
    private static final Metadata.Key<String> RETRY_AFTER =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    static final String INFER = GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();
    /** How the server is, and which calls it knows. */
    static final Set<String> OPEN = Set.of(
            GRPCInferenceServiceGrpc.getServerLiveMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getServerReadyMethod().getFullMethodName(),
            HealthGrpc.getCheckMethod().getFullMethodName(),
            HealthGrpc.getWatchMethod().getFullMethodName(),
            ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName());

    private final Credentials credentials;
    private final List<RequestListener> listeners;

    /**
     * @param listeners are told of predictions that are refused
     */
    AccessInterceptor(Credentials credentials, List<RequestListener> listeners) {
        this.credentials = credentials;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!credentials.exist() || OPEN.contains(method)) {
            return next.startCall(call, headers);
        }
        Metadata trailers = new Metadata();
        Status status = status(method, headers, trailers);
        if (status.isOk()) {
            return next.startCall(call, headers);
        }
        call.close(status, trailers);
        if (method.equals(INFER)) {
            listeners.forEach(listener -> listener.ended(new RequestTimeline(), outcome(status)));
        }
        return new Listener<>() {};
    }

    private Status status(String method, Metadata headers, Metadata trailers) {
        String sent = Credentials.sentWith(headers.get(AUTHORIZATION), headers.get(KEY));
        if (sent == null) {
            return Status.UNAUTHENTICATED.withDescription(
                    "Send a key or a token in the metadata, as 'authorization: Bearer …' or 'x-api-key: …'.");
        }
        try {
            Client client = credentials.identify(sent);
            if (method.equals(INFER) && !client.may(Scope.PREDICT)) {
                return Status.PERMISSION_DENIED.withDescription(
                        "The credential does not have the scope '" + Scope.PREDICT.word() + "'.");
            }
            Optional<Duration> early = client.rate().exceededBy();
            early.ifPresent(wait -> trailers.put(RETRY_AFTER, Long.toString(wait.toMillis() + 1)));
            return early.isEmpty()
                    ? Status.OK
                    : Status.RESOURCE_EXHAUSTED.withDescription("'" + client.name() + "' asks more often than it may.");
        } catch (UnknownCredentialException e) {
            return Status.UNAUTHENTICATED.withDescription(e.getMessage());
        } catch (UncheckedCredentialException e) {
            return Status.UNAVAILABLE.withDescription(e.getMessage());
        }
    }

    /** By the names that HTTP has for it. */
    private static String outcome(Status status) {
        return switch (status.getCode()) {
            case UNAUTHENTICATED -> "unauthorized";
            case PERMISSION_DENIED -> "forbidden";
            case RESOURCE_EXHAUSTED -> "rate-limited";
            default -> "issuer-unreachable";
        };
    }
}

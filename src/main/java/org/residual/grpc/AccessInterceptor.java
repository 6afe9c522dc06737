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

    static final String INFER = GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();
    /** How the server is, and which calls it knows. */
    static final Set<String> OPEN = Set.of(
            GRPCInferenceServiceGrpc.getServerLiveMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getServerReadyMethod().getFullMethodName(),
            HealthGrpc.getCheckMethod().getFullMethodName(),
            HealthGrpc.getWatchMethod().getFullMethodName(),
            ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName(),
            // By its earlier name, which many clients still ask for.
            io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServerReflectionInfoMethod()
                    .getFullMethodName());

    static final String LOAD =
            GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod().getFullMethodName();
    private static final Set<String> MANAGED = Set.of(
            LOAD, GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod().getFullMethodName());

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
        if (OPEN.contains(method) || !credentials.exist() && !MANAGED.contains(method)) {
            return next.startCall(call, headers);
        }
        Refusal refusal = credentials.exist() ? byCredential(method, headers) : Refusal.with(byPlace(call, headers));
        Status status = refusal.status();
        if (status.isOk()) {
            return next.startCall(call, headers);
        }
        call.close(status, refusal.trailers());
        if (method.equals(INFER)) {
            listeners.forEach(listener -> listener.ended(new RequestTimeline(), outcome(status)));
        }
        return new Listener<>() {};
    }

    /** Nobody has a credential. */
    private static Status byPlace(ServerCall<?, ?> call, Metadata headers) {
        return CallOrigin.isProgramHere(call, headers)
                ? Status.OK
                : Status.PERMISSION_DENIED.withDescription("Without a key of the scope '" + Scope.MANAGE.word()
                        + "' only programs on the service's own machine may do this, at localhost, and not through a"
                        + " proxy. Configure a key with residual.access.keys.");
    }

    /** Empty if any will do. */
    private static Optional<Scope> needed(String method) {
        if (method.equals(INFER)) {
            return Optional.of(Scope.PREDICT);
        }
        return MANAGED.contains(method) ? Optional.of(Scope.MANAGE) : Optional.empty();
    }

    /** A status, OK if it is none, and what goes with it. */
    private record Refusal(Status status, Metadata trailers) {
        static Refusal with(Status status) {
            return new Refusal(status, new Metadata());
        }
    }

    private Refusal byCredential(String method, Metadata headers) {
        String sent = Credentials.sentWith(headers.get(AUTHORIZATION), headers.get(KEY));
        if (sent == null) {
            return Refusal.with(Status.UNAUTHENTICATED.withDescription(
                    "Send a key or a token in the metadata, as 'authorization: Bearer …' or 'x-api-key: …'."));
        }
        try {
            Client client = credentials.identify(sent);
            Optional<Scope> missing = needed(method).filter(scope -> !client.may(scope));
            if (missing.isPresent()) {
                return Refusal.with(Status.PERMISSION_DENIED.withDescription("The credential does not have the scope '"
                        + missing.get().word() + "'."));
            }
            Optional<Duration> early = client.rate().exceededBy();
            return early.isEmpty() ? Refusal.with(Status.OK) : tooOften(client, early.get());
        } catch (UnknownCredentialException e) {
            return Refusal.with(Status.UNAUTHENTICATED.withDescription(e.getMessage()));
        } catch (UncheckedCredentialException e) {
            return Refusal.with(Status.UNAVAILABLE.withDescription(e.getMessage()));
        }
    }

    private static Refusal tooOften(Client client, Duration early) {
        Status status =
                Status.RESOURCE_EXHAUSTED.withDescription("'" + client.name() + "' asks more often than it may.");
        return new Refusal(status, RetryHint.trailers(status, early.plusMillis(1)));
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

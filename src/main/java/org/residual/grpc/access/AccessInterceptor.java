package org.residual.grpc.access;

import io.grpc.Context;
import io.grpc.Contexts;
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
import java.util.function.Function;
import java.util.function.Supplier;
import org.residual.access.Client;
import org.residual.access.Credentials;
import org.residual.access.Scope;
import org.residual.access.UncheckedCredentialException;
import org.residual.access.UnknownCredentialException;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.inference.request.RequestListener;
import org.residual.inference.request.RequestTimeline;

/**
 * Enforces access control on calls, as soon as any credential is configured. Methods that are not listed here require a
 * credential.
 */
public final class AccessInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> KEY = Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

    private static final String STREAM =
            GRPCInferenceServiceGrpc.getModelStreamInferMethod().getFullMethodName();
    /** The calls for predictions. */
    public static final Set<String> PREDICTIONS =
            Set.of(GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName(), STREAM);
    /** For streams: checks whether another request is allowed. */
    private static final Context.Key<Supplier<Optional<AccessRefusal>>> NEXT_REQUEST = Context.key("next-request");

    /** Health, and the list of calls. */
    public static final Set<String> OPEN = Set.of(
            GRPCInferenceServiceGrpc.getServerLiveMethod().getFullMethodName(),
            GRPCInferenceServiceGrpc.getServerReadyMethod().getFullMethodName(),
            HealthGrpc.getCheckMethod().getFullMethodName(),
            HealthGrpc.getWatchMethod().getFullMethodName(),
            ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName(),
            // Its earlier name, which many clients still use.
            io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServerReflectionInfoMethod()
                    .getFullMethodName());

    public static final String LOAD =
            GRPCInferenceServiceGrpc.getRepositoryModelLoadMethod().getFullMethodName();
    private static final Set<String> MANAGED = Set.of(
            LOAD, GRPCInferenceServiceGrpc.getRepositoryModelUnloadMethod().getFullMethodName());

    private final Credentials credentials;
    private final List<RequestListener> listeners;

    /** @param listeners are called for refused predictions */
    public AccessInterceptor(Credentials credentials, List<RequestListener> listeners) {
        this.credentials = credentials;
        this.listeners = List.copyOf(listeners);
    }

    /** @return why this thread's stream may not make another request; empty if it may */
    public static Optional<AccessRefusal> ofNextRequest() {
        Supplier<Optional<AccessRefusal>> check = NEXT_REQUEST.get();
        return check == null ? Optional.empty() : check.get();
    }

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (OPEN.contains(method) || !credentials.exist() && !MANAGED.contains(method)) {
            return next.startCall(call, headers);
        }
        Optional<AccessRefusal> refusal = credentials.exist() ? byCredential(method, headers) : byPlace(call, headers);
        if (refusal.isPresent()) {
            call.close(refusal.get().status(), refusal.get().trailers());
            if (PREDICTIONS.contains(method)) {
                listeners.forEach(listener ->
                        listener.ended(new RequestTimeline(), refusal.get().outcome()));
            }
            return new Listener<>() {};
        }
        if (method.equals(STREAM)) {
            Supplier<Optional<AccessRefusal>> check = () -> byCredentialAndRate(method, headers);
            return Contexts.interceptCall(Context.current().withValue(NEXT_REQUEST, check), call, headers, next);
        }
        return next.startCall(call, headers);
    }

    /** No credential is configured. */
    private static Optional<AccessRefusal> byPlace(ServerCall<?, ?> call, Metadata headers) {
        return CallOrigin.isProgramHere(call, headers)
                ? Optional.empty()
                : refused(Status.PERMISSION_DENIED.withDescription("Without a key of the scope '" + Scope.MANAGE.word()
                        + "' only programs on the service's own machine may do this, at localhost, and not through a"
                        + " proxy. Configure a key with residual.access.keys."));
    }

    private static Optional<AccessRefusal> refused(Status status) {
        return Optional.of(AccessRefusal.with(status));
    }

    /** Empty if any scope is sufficient. */
    private static Optional<Scope> needed(String method) {
        if (PREDICTIONS.contains(method)) {
            return Optional.of(Scope.PREDICT);
        }
        return MANAGED.contains(method) ? Optional.of(Scope.MANAGE) : Optional.empty();
    }

    /** A stream counts against the rate with each of its requests. */
    private Optional<AccessRefusal> byCredential(String method, Metadata headers) {
        return checked(
                headers, client -> method.equals(STREAM) ? byScope(method, client) : byScopeAndRate(method, client));
    }

    private Optional<AccessRefusal> byCredentialAndRate(String method, Metadata headers) {
        return checked(headers, client -> byScopeAndRate(method, client));
    }

    private Optional<AccessRefusal> checked(Metadata headers, Function<Client, Optional<AccessRefusal>> check) {
        String sent = Credentials.sentWith(headers.get(AUTHORIZATION), headers.get(KEY));
        if (sent == null) {
            return refused(Status.UNAUTHENTICATED.withDescription(
                    "Send a key or a token in the metadata, as 'authorization: Bearer …' or 'x-api-key: …'."));
        }
        try {
            return check.apply(credentials.identify(sent));
        } catch (UnknownCredentialException e) {
            return refused(Status.UNAUTHENTICATED.withDescription(e.getMessage()));
        } catch (UncheckedCredentialException e) {
            return refused(Status.UNAVAILABLE.withDescription(e.getMessage()));
        }
    }

    private static Optional<AccessRefusal> byScope(String method, Client client) {
        return needed(method)
                .filter(scope -> !client.may(scope))
                .map(scope -> AccessRefusal.with(Status.PERMISSION_DENIED.withDescription(
                        "The credential does not have the scope '" + scope.word() + "'.")));
    }

    private static Optional<AccessRefusal> byScopeAndRate(String method, Client client) {
        return byScope(method, client).or(() -> client.rate().exceededBy().map(early -> tooOften(client, early)));
    }

    private static AccessRefusal tooOften(Client client, Duration early) {
        Status status = Status.RESOURCE_EXHAUSTED.withDescription("'" + client.name() + "' exceeds its rate limit.");
        return new AccessRefusal(status, RetryHint.trailers(status, early.plusMillis(1)));
    }
}

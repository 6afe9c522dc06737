package org.residual.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.List;
import org.residual.grpc.access.AccessInterceptor;
import org.residual.inference.request.RequestListener;
import org.residual.inference.request.RequestTimeline;

/**
 * Ends calls whose message cannot be parsed with INTERNAL, as gRPC's table of status codes requires. The library itself
 * answers UNKNOWN and logs the caller's mistake as an error, since it parses before any interceptor; therefore messages
 * pass the interceptors as bytes.
 */
final class UnreadableMessages implements ServerInterceptor {
    private final List<RequestListener> listeners;

    /** @param listeners are called for refused predictions */
    UnreadableMessages(List<RequestListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** @return the same service, with messages parsed after the interceptors */
    static ServerServiceDefinition parsedLate(ServerServiceDefinition service) {
        return ServerInterceptors.useMarshalledMessages(service, new Bytes());
    }

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        RefusableCall<Q, A> refusable = new RefusableCall<>(call);
        return new SimpleForwardingServerCallListener<>(next.startCall(refusable, headers)) {
            @Override
            public void onMessage(Q message) {
                try {
                    if (!refusable.isRefused()) {
                        super.onMessage(message);
                    }
                } catch (StatusRuntimeException e) {
                    refuse(refusable);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refusable.isRefused()) {
                    super.onHalfClose();
                }
            }
        };
    }

    private void refuse(RefusableCall<?, ?> call) {
        String method = call.getMethodDescriptor().getFullMethodName();
        call.refuse(Status.INTERNAL.withDescription(
                "The message cannot be parsed: send to " + method + " what its .proto file describes."));
        if (AccessInterceptor.PREDICTIONS.contains(method)) {
            listeners.forEach(listener -> listener.ended(new RequestTimeline(), CallErrors.MALFORMED_REQUEST));
        }
    }

    /** Once it is refused, the answers to earlier messages of a stream are dropped. */
    private static final class RefusableCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private boolean refused;

        RefusableCall(ServerCall<Q, A> call) {
            super(call);
        }

        synchronized boolean isRefused() {
            return refused;
        }

        synchronized void refuse(Status status) {
            refused = true;
            super.close(status, new Metadata());
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!refused) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (!refused) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!refused) {
                super.close(status, trailers);
            }
        }
    }

    /** Passes bytes unchanged. */
    private static final class Bytes implements Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }
}

package org.residual.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * How the client of a stream wants to receive errors. By default, in a message of the stream; with Triton's header
 * {@code triton_grpc_error: true}, as the status that ends the stream.
 */
final class StreamErrors implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Boolean> END_THE_STREAM = Context.keyWithDefault("errors-end-the-stream", false);

    /** @return whether the first error ends this thread's stream */
    static boolean endTheStream() {
        return END_THE_STREAM.get();
    }

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean wanted = "true".equals(headers.get(HEADER));
        return Contexts.interceptCall(Context.current().withValue(END_THE_STREAM, wanted), call, headers, next);
    }
}

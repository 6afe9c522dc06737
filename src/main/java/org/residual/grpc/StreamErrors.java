package org.residual.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Finds out how the client of a stream wants to be told of an error. By default a message of the stream says it; with
 * Triton's header {@code triton_grpc_error: true} the stream ends with its status.
 */
final class StreamErrors implements ServerInterceptor {
    private static final Metadata.Key<String> HEADER =
            Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<Boolean> END_THE_STREAM = Context.keyWithDefault("errors-end-the-stream", false);

    /**
     * @return whether the first error ends the stream that this thread serves
     */
    static boolean endTheStream() {
        return END_THE_STREAM.get();
    }

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        boolean wanted = "true".equals(headers.get(HEADER));
        return Contexts.interceptCall(Context.current().withValue(END_THE_STREAM, wanted), call, headers, next);
    }
}

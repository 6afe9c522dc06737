package org.residual.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.function.BooleanSupplier;

/**
 * Whether the client of a call is gone. The call itself reports that on the threads of calls, which may all be waiting;
 * this class learns it from the threads that read from the network.
 */
final class StreamEnd extends ServerStreamTracer {
    private static final Context.Key<StreamEnd> OF_THIS_CALL = Context.key("stream-end");

    private volatile boolean gone;

    /** @return whether the client of this thread's call has cancelled it or closed its connection */
    static BooleanSupplier clientGone() {
        StreamEnd end = OF_THIS_CALL.get();
        return () -> end.gone;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(OF_THIS_CALL, this);
    }

    /** A client whose deadline has passed still gets that answer. */
    @Override
    public void streamClosed(Status status) {
        gone = !status.isOk() && status.getCode() != Code.DEADLINE_EXCEEDED;
    }

    /** Makes one for each call. */
    static final class OfEachCall extends ServerStreamTracer.Factory {
        @Override
        public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
            return new StreamEnd();
        }
    }
}

package org.residual.grpc.access;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;

/** Tells clients that are refused when to try again, in both ways that libraries of gRPC look for it. */
public final class RetryHint {
    /** What clients of gRPC that try again by themselves heed. */
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private RetryHint() {}

    /**
     * @param status with which the call ends
     * @param wait after which to try again
     * @return what goes with the status
     */
    public static Metadata trailers(Status status, Duration wait) {
        RetryInfo info = RetryInfo.newBuilder()
                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(wait.getSeconds())
                        .setNanos(wait.getNano()))
                .build();
        Metadata trailers = StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                        .setCode(status.getCode().value())
                        .setMessage(status.getDescription())
                        .addDetails(Any.pack(info))
                        .build())
                .getTrailers();
        trailers.put(PUSHBACK, Long.toString(wait.toMillis()));
        return trailers;
    }
}

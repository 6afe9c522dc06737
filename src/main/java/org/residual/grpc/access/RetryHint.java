package org.residual.grpc.access;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;

/** Tells refused clients when to retry, in both forms that gRPC libraries support. */
public final class RetryHint {
    /** The header that clients with automatic retries use. */
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private RetryHint() {}

    /**
     * @param status of the call
     * @param wait before the retry
     * @return the trailers
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

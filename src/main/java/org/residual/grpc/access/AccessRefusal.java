package org.residual.grpc.access;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * A refused call.
 *
 * @param status of the call
 * @param trailers that accompany it
 */
public record AccessRefusal(Status status, Metadata trailers) {
    static AccessRefusal with(Status status) {
        return new AccessRefusal(status, new Metadata());
    }

    public StatusRuntimeException asException() {
        return status.asRuntimeException(trailers);
    }

    /** Its name in metrics, the same as for HTTP. */
    public String outcome() {
        return switch (status.getCode()) {
            case UNAUTHENTICATED -> "unauthorized";
            case PERMISSION_DENIED -> "forbidden";
            case RESOURCE_EXHAUSTED -> "rate-limited";
            default -> "issuer-unreachable";
        };
    }
}

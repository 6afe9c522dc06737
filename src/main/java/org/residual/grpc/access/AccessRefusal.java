package org.residual.grpc.access;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Why somebody may not do what they ask for.
 *
 * @param status with which a call ends
 * @param trailers that go with it
 */
public record AccessRefusal(Status status, Metadata trailers) {
    static AccessRefusal with(Status status) {
        return new AccessRefusal(status, new Metadata());
    }

    public StatusRuntimeException asException() {
        return status.asRuntimeException(trailers);
    }

    /** What metrics call it: by the names that HTTP has for it. */
    public String outcome() {
        return switch (status.getCode()) {
            case UNAUTHENTICATED -> "unauthorized";
            case PERMISSION_DENIED -> "forbidden";
            case RESOURCE_EXHAUSTED -> "rate-limited";
            default -> "issuer-unreachable";
        };
    }
}

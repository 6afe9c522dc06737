package org.residual.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.residual.grpc.access.RetryHint;
import org.residual.inference.evidence.EvidenceUnavailableException;
import org.residual.inference.input.MixedSizesException;
import org.residual.inference.input.RefusedUploadException;
import org.residual.inference.model.ModelUnavailableException;
import org.residual.inference.model.ModelUnavailableException.Reason;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.memory.MemoryExceededException;
import org.residual.memory.MemoryFullException;
import org.residual.protocol.tensor.InvalidInferenceRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps exceptions to gRPC's statuses. */
final class CallErrors {
    private static final Logger LOG = LoggerFactory.getLogger(CallErrors.class);

    /** HTTP's name for an invalid request. */
    static final String MALFORMED_REQUEST = "malformed-request";

    private static final Duration SOON = Duration.ofSeconds(1);

    private CallErrors() {}

    static StatusRuntimeException of(Throwable problem) {
        Throwable cause = cause(problem);
        Status status = status(cause);
        if (status.getCode() == Status.Code.INTERNAL) {
            LOG.error("A call failed", cause);
            return status.withDescription("This is a fault of the service, not of the request.")
                    .asRuntimeException();
        }
        Status told = status.withDescription(cause.getMessage());
        return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
                ? told.asRuntimeException(RetryHint.trailers(told, wait(cause)))
                : told.asRuntimeException();
    }

    /** As over HTTP, at least a second. It is unknown when memory becomes free; soon, as no request may take long. */
    private static Duration wait(Throwable cause) {
        Duration room = cause instanceof QueueFullException full ? full.room() : Duration.ZERO;
        return room.compareTo(SOON) < 0 ? SOON : room;
    }

    private static Throwable cause(Throwable problem) {
        return problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
    }

    /** The failure's name in metrics, the same as for HTTP. */
    static String outcome(Throwable problem, Status status) {
        return cause(problem) instanceof MemoryFullException ? "memory-full" : outcome(status);
    }

    private static String outcome(Status status) {
        return switch (status.getCode()) {
            case INVALID_ARGUMENT -> MALFORMED_REQUEST;
            case NOT_FOUND -> "unknown-model";
            case UNAVAILABLE -> "model-not-ready";
            case RESOURCE_EXHAUSTED -> "queue-full";
            case DEADLINE_EXCEEDED -> "deadline-exceeded";
            case CANCELLED -> "client-gone";
            default -> "internal";
        };
    }

    private static Status status(Throwable cause) {
        if (cause instanceof InvalidInferenceRequestException
                || cause instanceof RefusedUploadException
                || cause instanceof MixedSizesException
                || cause instanceof EvidenceUnavailableException
                || cause instanceof MemoryExceededException) {
            return Status.INVALID_ARGUMENT;
        }
        if (cause instanceof ModelUnavailableException unavailable) {
            return unavailable.reason() == Reason.NOT_READY ? Status.UNAVAILABLE : Status.NOT_FOUND;
        }
        if (cause instanceof QueueFullException || cause instanceof MemoryFullException) {
            return Status.RESOURCE_EXHAUSTED;
        }
        if (cause instanceof DeadlineExceededException) {
            return Status.DEADLINE_EXCEEDED;
        }
        return cause instanceof ClientGoneException ? Status.CANCELLED : Status.INTERNAL;
    }
}

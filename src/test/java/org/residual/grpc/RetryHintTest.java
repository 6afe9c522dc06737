package org.residual.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.residual.grpc.access.RetryHint;
import org.residual.memory.MemoryFullException;

/** The time to retry, in both forms that gRPC libraries support. */
class RetryHintTest {
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    @Test
    void whoIsRefusedForLackOfRoomIsToldWhenToTryAgain() throws Exception {
        StatusRuntimeException refusal = CallErrors.of(new MemoryFullException("tensors", 7));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

        com.google.rpc.Status details = StatusProto.fromThrowable(refusal);
        assertThat(details.getMessage()).isEqualTo(refusal.getStatus().getDescription());
        assertThat(details.getDetails(0).unpack(RetryInfo.class).getRetryDelay().getSeconds())
                .isEqualTo(1);
        assertThat(refusal.getTrailers().get(PUSHBACK)).isEqualTo("1000");
    }

    @Test
    void partsOfASecondAreKept() throws Exception {
        Status status = Status.RESOURCE_EXHAUSTED.withDescription("Later.");
        Metadata trailers = RetryHint.trailers(status, Duration.ofMillis(2300));

        RetryInfo info = StatusProto.fromStatusAndTrailers(status, trailers)
                .getDetails(0)
                .unpack(RetryInfo.class);
        assertThat(info.getRetryDelay().getSeconds()).isEqualTo(2);
        assertThat(info.getRetryDelay().getNanos()).isEqualTo(300_000_000);
        assertThat(trailers.get(PUSHBACK)).isEqualTo("2300");
    }
}

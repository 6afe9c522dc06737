package org.residual.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelStreamInferResponse;

class InferenceStreamTest {
    private final FullCall call = new FullCall();

    /** A call without memory for its answers. */
    private static final class FullCall extends ServerCallStreamObserver<ModelStreamInferResponse> {
        private final List<Status.Code> ends = new ArrayList<>();

        @Override
        public void onNext(ModelStreamInferResponse answer) {
            throw new OutOfMemoryError("for the tests");
        }

        @Override
        public void onError(Throwable problem) {
            ends.add(Status.fromThrowable(problem).getCode());
        }

        @Override
        public void onCompleted() {
            ends.add(Status.Code.OK);
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setOnCloseHandler(Runnable handler) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void disableAutoRequest() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }

    @Test
    void theStreamEndsWithAnErrorWhenAnAnswerCannotBeWritten() {
        Inference inference = new Inference(new ServedModels(null, null, null, null, null), List.of(), null, null);
        InferenceStream stream = InferenceStream.open(inference, call, new OpenStreams());

        // It fails without models, which the answer says.
        stream.onNext(ModelInferRequest.getDefaultInstance());
        stream.onCompleted();

        assertThat(call.ends).containsExactly(Status.Code.INTERNAL);
    }
}

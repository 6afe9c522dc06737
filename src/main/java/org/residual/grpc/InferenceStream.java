package org.residual.grpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.residual.grpc.Inference.Answer;
import org.residual.grpc.Inference.Failure;
import org.residual.grpc.Inference.Success;
import org.residual.grpc.access.AccessInterceptor;
import org.residual.grpc.messages.InferParameter;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.grpc.messages.ModelStreamInferResponse;
import org.residual.inference.request.RequestTimeline;

/**
 * The requests of a streaming call. Several are in progress at a time, and are answered in order of arrival. No more
 * are read from the network until one is answered and the client reads the answers.
 */
final class InferenceStream implements StreamObserver<ModelInferRequest> {
    private static final int MOST_UNDER_WAY = 16;
    /** Each request gets exactly one answer. */
    private static final String FINAL_RESPONSE = "triton_final_response";

    private static final InferParameter YES =
            InferParameter.newBuilder().setBoolParam(true).build();

    private final Inference inference;
    private final ServerCallStreamObserver<ModelStreamInferResponse> call;
    private final boolean endsWithError;
    /** Completes when all answers have been written. */
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    private boolean closing;
    private int answered;
    private volatile boolean ended;

    private InferenceStream(Inference inference, ServerCallStreamObserver<ModelStreamInferResponse> call) {
        this.inference = inference;
        this.call = call;
        this.endsWithError = StreamErrors.endTheStream();
    }

    /**
     * To be called by the thread that begins the call.
     *
     * @param streams holds it while it is open
     */
    static InferenceStream open(
            Inference inference, ServerCallStreamObserver<ModelStreamInferResponse> call, OpenStreams streams) {
        InferenceStream stream = new InferenceStream(inference, call);
        call.disableAutoRequest();
        call.setOnReadyHandler(stream::readOn);
        call.setOnCancelHandler(() -> streams.remove(stream));
        call.setOnCloseHandler(() -> streams.remove(stream));
        streams.add(stream);
        call.request(MOST_UNDER_WAY);
        return stream;
    }

    @Override
    public void onNext(ModelInferRequest message) {
        if (isClosing()) {
            return;
        }
        RequestTimeline timeline = Inference.timeline();
        CompletableFuture<Answer> answer = AccessInterceptor.ofNextRequest()
                .map(refusal -> CompletableFuture.completedFuture(Answer.refused(refusal)))
                .orElseGet(() -> inference.answer(message, timeline));
        ModelInferResponse asked = ModelInferResponse.newBuilder()
                .setId(message.getId())
                .setModelName(message.getModelName())
                .setModelVersion(message.getModelVersion())
                .build();
        synchronized (this) {
            written = written.thenCombine(answer, (before, there) -> {
                try {
                    writeOrEnd(there, asked);
                } finally {
                    inference.ended(timeline, there);
                }
                return before;
            });
        }
    }

    /** If one answer cannot be written, none after it can; but each of their requests must end. */
    private void writeOrEnd(Answer answer, ModelInferResponse asked) {
        try {
            write(answer, asked);
        } catch (Throwable e) {
            // Also errors, such as too little memory for the message.
            endAfter(e);
        }
    }

    private void endAfter(Throwable fault) {
        try {
            end(CallErrors.of(fault));
        } catch (IllegalStateException e) {
            // The failure has closed the call.
        }
    }

    private synchronized boolean isClosing() {
        return closing || ended;
    }

    private void write(Answer answer, ModelInferResponse asked) {
        if (ended) {
            return;
        }
        if (answer instanceof Failure failure && endsWithError) {
            end(failure.error());
            return;
        }
        call.onNext(
                answer instanceof Success success ? response(success.response()) : refusal((Failure) answer, asked));
        synchronized (this) {
            answered++;
        }
        readOn();
    }

    private static ModelStreamInferResponse response(ModelInferResponse response) {
        return ModelStreamInferResponse.newBuilder()
                .setInferResponse(response.toBuilder().putParameters(FINAL_RESPONSE, YES))
                .build();
    }

    /** Names the request that it is about. */
    private static ModelStreamInferResponse refusal(Failure failure, ModelInferResponse asked) {
        Status status = failure.error().getStatus();
        String sentence = status.getDescription();
        return response(asked).toBuilder()
                // An empty id would stand for none.
                .setErrorMessage(sentence == null ? status.getCode().name() : sentence)
                .build();
    }

    private synchronized void readOn() {
        if (answered > 0 && call.isReady()) {
            call.request(answered);
            answered = 0;
        }
    }

    private void end(StatusRuntimeException error) {
        ended = true;
        call.onError(error);
    }

    /** Accepts no more requests, and ends when the accepted ones are answered. */
    void stop() {
        closeWith(() -> end(Status.UNAVAILABLE
                .withDescription("The service is stopping: open another stream.")
                .asRuntimeException()));
    }

    @Override
    public void onCompleted() {
        closeWith(call::onCompleted);
    }

    private synchronized void closeWith(Runnable last) {
        if (closing) {
            return;
        }
        closing = true;
        written = written.thenRun(() -> {
            if (!ended) {
                last.run();
            }
        });
    }

    /** The client is gone, which its requests notice by themselves. */
    @Override
    public void onError(Throwable problem) {
        closeWith(() -> {});
    }
}

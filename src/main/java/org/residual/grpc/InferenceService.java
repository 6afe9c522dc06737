package org.residual.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.residual.grpc.Inference.Answer;
import org.residual.grpc.Inference.Failure;
import org.residual.grpc.Inference.Success;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.grpc.messages.ModelStreamInferResponse;
import org.residual.inference.request.RequestTimeline;

/** All calls of the Open Inference Protocol and its extensions; this class handles those for predictions. */
final class InferenceService extends ModelCalls {
    private final Inference inference;
    private final OpenStreams streams;

    /** @param streams registers each stream of requests */
    InferenceService(ServedModels served, Inference inference, OpenStreams streams) {
        super(served);
        this.inference = inference;
        this.streams = streams;
    }

    @Override
    @SuppressWarnings(
            "FutureReturnValueIgnored") // an answer cannot fail, and gRPC closes a call whose answer cannot be written
    public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> observer) {
        ServerCallStreamObserver<ModelInferResponse> call = (ServerCallStreamObserver<ModelInferResponse>) observer;
        // A cancelled call is treated like a broken connection; without this handler, answering it would throw.
        call.setOnCancelHandler(() -> {});
        RequestTimeline timeline = Inference.timeline();
        inference.answer(message, timeline).thenAccept(answer -> {
            try {
                write(answer, call);
            } finally {
                inference.ended(timeline, answer);
            }
        });
    }

    private static void write(Answer answer, StreamObserver<ModelInferResponse> call) {
        if (answer instanceof Success success) {
            call.onNext(success.response());
            call.onCompleted();
        } else {
            call.onError(((Failure) answer).error());
        }
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> observer) {
        return InferenceStream.open(inference, (ServerCallStreamObserver<ModelStreamInferResponse>) observer, streams);
    }
}

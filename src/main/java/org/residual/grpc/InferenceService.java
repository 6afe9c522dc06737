package org.residual.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.inference.Caller;
import org.residual.inference.Classifier;
import org.residual.inference.ModelResolver;
import org.residual.inference.RequestListener;
import org.residual.inference.RequestTimeline;
import org.residual.inference.RequestTimeline.Part;
import org.residual.memory.RequestMemory;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.ModelSignature;

/** All calls of the Open Inference Protocol and its extensions; here, those that ask for predictions. */
final class InferenceService extends ModelCalls {
    private static final String OK = "ok";

    /** Bytes that a byte of a message takes: itself, and a number of up to four bytes or a copy. */
    private static final int MESSAGE_WEIGHT = 5;

    private final ModelResolver models;
    private final Classifier classifier;
    private final List<RequestListener> listeners;
    private final GrpcLimits limits;
    private final RequestMemory memory;

    InferenceService(ServedModels served, List<RequestListener> listeners, GrpcLimits limits, RequestMemory memory) {
        super(served);
        this.models = served.models();
        this.classifier = served.classifier();
        this.listeners = List.copyOf(listeners);
        this.limits = limits;
        this.memory = memory;
    }

    @Override
    public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> answer) {
        ServerCallStreamObserver<ModelInferResponse> call = (ServerCallStreamObserver<ModelInferResponse>) answer;
        // Whoever cancels is looked after as one whose connection is gone; without this, to answer would throw.
        call.setOnCancelHandler(() -> {});
        RequestTimeline timeline = new RequestTimeline();
        timeline.end(Part.ADMISSION);
        try {
            infer(message, call, timeline).whenComplete((response, problem) -> {
                if (problem == null) {
                    call.onNext(response);
                    call.onCompleted();
                    timeline.end(Part.WRITE);
                    listeners.forEach(listener -> listener.ended(timeline, OK));
                } else {
                    fail(call, timeline, problem);
                }
            });
        } catch (Throwable e) {
            // An Error too: whoever asked is to be told, and it is to be counted.
            fail(call, timeline, e);
        }
    }

    private void fail(StreamObserver<?> call, RequestTimeline timeline, Throwable problem) {
        StatusRuntimeException error = CallErrors.of(problem);
        call.onError(error);
        String outcome = CallErrors.outcome(problem, error.getStatus());
        listeners.forEach(listener -> listener.ended(timeline, outcome));
    }

    private CompletableFuture<ModelInferResponse> infer(
            ModelInferRequest message, ServerCallStreamObserver<ModelInferResponse> call, RequestTimeline timeline)
            throws IOException {
        Caller caller = new Caller(timeout(), StreamEnd.clientGone(), timeline);
        return models.use(
                message.getModelName(),
                version(message.getModelVersion()),
                version -> memory.tensors()
                        .take((long) MESSAGE_WEIGHT * message.getSerializedSize(), caller.timeout())
                        .during(() -> {
                            ModelSignature signature = new ModelSignature(version);
                            InferenceRequest request = InferenceMessages.request(message);
                            return classifier
                                    .classify(
                                            version,
                                            signature.images(request, limits.images()),
                                            request.timeout()
                                                    .map(caller::within)
                                                    .orElse(caller))
                                    .thenApply(predictions ->
                                            InferenceMessages.response(signature.response(request, predictions)));
                        }));
    }

    private Duration timeout() {
        Deadline deadline = Context.current().getDeadline();
        if (deadline == null) {
            return limits.timeout();
        }
        Duration left = Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
        return left.compareTo(limits.longestTimeout()) < 0 ? left : limits.longestTimeout();
    }
}

package org.residual.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.residual.grpc.access.AccessRefusal;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.inference.Classifier;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.request.Caller;
import org.residual.inference.request.RequestListener;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.memory.RequestMemory;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.ModelSignature;

/** Answers requests for predictions, in unary calls or streams, and reports how each ended. */
final class Inference {
    private static final String OK = "ok";

    /** Bytes of memory per byte of a message: itself, and a number of up to four bytes or a copy. */
    private static final int MESSAGE_WEIGHT = 5;

    private final ModelResolver models;
    private final Classifier classifier;
    private final List<RequestListener> listeners;
    private final GrpcLimits limits;
    private final RequestMemory memory;

    Inference(ServedModels served, List<RequestListener> listeners, GrpcLimits limits, RequestMemory memory) {
        this.models = served.models();
        this.classifier = served.classifier();
        this.listeners = List.copyOf(listeners);
        this.limits = limits;
        this.memory = memory;
    }

    /** The outcome of a request. */
    sealed interface Answer {
        /** Its name in metrics. */
        String outcome();

        static Answer refused(AccessRefusal refusal) {
            return new Failure(refusal.asException(), refusal.outcome());
        }
    }

    /** Predictions. */
    record Success(ModelInferResponse response) implements Answer {
        @Override
        public String outcome() {
            return OK;
        }
    }

    /** The error in place of predictions. */
    record Failure(StatusRuntimeException error, String outcome) implements Answer {
        static Failure of(Throwable problem) {
            StatusRuntimeException error = CallErrors.of(problem);
            return new Failure(error, CallErrors.outcome(problem, error.getStatus()));
        }
    }

    /** A received request. */
    static RequestTimeline timeline() {
        RequestTimeline timeline = new RequestTimeline();
        timeline.end(Part.ADMISSION);
        return timeline;
    }

    /**
     * To be called by the thread that serves the call, for its deadline and cancellation.
     *
     * @return completes with the answer, even if it is an error
     */
    CompletableFuture<Answer> answer(ModelInferRequest message, RequestTimeline timeline) {
        try {
            return infer(message, timeline).<Answer>thenApply(Success::new).exceptionally(Failure::of);
        } catch (Throwable e) {
            // Also errors: the caller must be told, and the request counted.
            return CompletableFuture.completedFuture(Failure.of(e));
        }
    }

    /** To be called when the answer has been written. */
    void ended(RequestTimeline timeline, Answer answer) {
        timeline.close();
        if (answer instanceof Success) {
            timeline.end(Part.WRITE);
        }
        listeners.forEach(listener -> listener.ended(timeline, answer.outcome()));
    }

    private CompletableFuture<ModelInferResponse> infer(ModelInferRequest message, RequestTimeline timeline)
            throws IOException {
        Caller caller = new Caller(timeout(), StreamEnd.clientGone(), timeline);
        long start = System.nanoTime();
        return models.use(
                message.getModelName(),
                ModelCalls.version(message.getModelVersion()),
                caller.timeout(),
                version -> memory.tensors()
                        .take((long) MESSAGE_WEIGHT * message.getSerializedSize(), caller.timeout())
                        .during(() -> {
                            ModelSignature signature = new ModelSignature(version);
                            InferenceRequest request = InferenceMessages.request(message);
                            // Its model may have had to be loaded first.
                            Caller now = caller.within(caller.timeout().minusNanos(System.nanoTime() - start));
                            return classifier
                                    .classify(
                                            version,
                                            signature.images(request, limits.images()),
                                            signature.evidence(request),
                                            request.timeout().map(now::within).orElse(now))
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

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
import java.util.function.Supplier;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelInferResponse;
import org.residual.grpc.messages.ModelMetadataRequest;
import org.residual.grpc.messages.ModelMetadataResponse;
import org.residual.grpc.messages.ModelReadyRequest;
import org.residual.grpc.messages.ModelReadyResponse;
import org.residual.grpc.messages.ServerLiveRequest;
import org.residual.grpc.messages.ServerLiveResponse;
import org.residual.grpc.messages.ServerMetadataRequest;
import org.residual.grpc.messages.ServerMetadataResponse;
import org.residual.grpc.messages.ServerReadyRequest;
import org.residual.grpc.messages.ServerReadyResponse;
import org.residual.inference.Caller;
import org.residual.inference.Classifier;
import org.residual.inference.ModelResolver;
import org.residual.inference.Readiness;
import org.residual.inference.RequestListener;
import org.residual.inference.RequestTimeline;
import org.residual.inference.RequestTimeline.Part;
import org.residual.memory.RequestMemory;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.InvalidInferenceRequestException;
import org.residual.protocol.ModelSignature;
import org.residual.protocol.ServerMetadata;
import org.residual.store.Model;
import org.residual.store.VersionFolder;

/** The calls of the Open Inference Protocol. */
final class InferenceService extends GRPCInferenceServiceImplBase {
    private static final String OK = "ok";

    /** Bytes that a byte of a message takes: itself, and a number of up to four bytes or a copy. */
    private static final int MESSAGE_WEIGHT = 5;

    private final ModelResolver models;
    private final Readiness readiness;
    private final Classifier classifier;
    private final List<RequestListener> listeners;
    private final GrpcLimits limits;
    private final RequestMemory memory;

    InferenceService(
            ModelResolver models,
            Readiness readiness,
            Classifier classifier,
            List<RequestListener> listeners,
            GrpcLimits limits,
            RequestMemory memory) {
        this.models = models;
        this.readiness = readiness;
        this.classifier = classifier;
        this.listeners = List.copyOf(listeners);
        this.limits = limits;
        this.memory = memory;
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
        answer(answer, () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
        answer(
                answer,
                () -> ServerReadyResponse.newBuilder()
                        .setReady(readiness.isReady())
                        .build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
        answer(answer, () -> {
            models.model(request.getName());
            boolean ready = models.find(request.getName(), version(request.getVersion()))
                    .isPresent();
            return ModelReadyResponse.newBuilder().setReady(ready).build();
        });
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
        answer(answer, () -> {
            ServerMetadata metadata = ServerMetadata.ofThisServer("classification");
            return ServerMetadataResponse.newBuilder()
                    .setName(metadata.name())
                    .setVersion(metadata.version())
                    .addAllExtensions(metadata.extensions())
                    .build();
        });
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
        answer(answer, () -> {
            Model model = models.model(request.getName());
            ModelSignature signature =
                    new ModelSignature(models.ready(request.getName(), version(request.getVersion())));
            return InferenceMessages.metadata(signature.metadata(model));
        });
    }

    private static <T> void answer(StreamObserver<T> answer, Supplier<T> message) {
        try {
            answer.onNext(message.get());
            answer.onCompleted();
        } catch (Throwable e) {
            answer.onError(CallErrors.of(e));
        }
    }

    @Override
    public void modelInfer(ModelInferRequest message, StreamObserver<ModelInferResponse> answer) {
        ServerCallStreamObserver<ModelInferResponse> call = (ServerCallStreamObserver<ModelInferResponse>) answer;
        // Whoever cancels is looked after as one whose connection is gone; without this, to answer would throw.
        call.setOnCancelHandler(() -> {});
        RequestTimeline timeline = new RequestTimeline();
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
                                    .classify(version, signature.images(request, limits.images()), caller)
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

    /** Null where none is named. */
    private static Long version(String text) {
        if (text.isEmpty()) {
            return null;
        }
        return VersionFolder.number(text)
                .orElseThrow(() -> new InvalidInferenceRequestException(
                        "'" + text + "' is not a valid version: use a whole number, such as 1."));
    }
}

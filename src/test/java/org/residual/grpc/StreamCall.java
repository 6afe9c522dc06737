package org.residual.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.ModelInferRequest;
import org.residual.grpc.messages.ModelStreamInferResponse;

/** A client with an open stream of requests. */
final class StreamCall {
    private final BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final StreamObserver<ModelInferRequest> requests;

    private StreamCall(ManagedChannel channel, Metadata headers) {
        this.requests = GRPCInferenceServiceGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .modelStreamInfer(new StreamObserver<>() {
                    @Override
                    public void onNext(ModelStreamInferResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable problem) {
                        end.complete(Status.fromThrowable(problem));
                    }

                    @Override
                    public void onCompleted() {
                        end.complete(Status.OK);
                    }
                });
    }

    /** @param headers alternating names and values */
    static StreamCall open(ManagedChannel channel, String... headers) {
        Metadata metadata = new Metadata();
        for (int i = 0; i < headers.length; i += 2) {
            metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
        }
        return new StreamCall(channel, metadata);
    }

    void send(ModelInferRequest request) {
        requests.onNext(request);
    }

    void endRequests() {
        requests.onCompleted();
    }

    /** Waits for the next answer. */
    ModelStreamInferResponse answer() throws InterruptedException {
        return answers.take();
    }

    /** Waits for the end of the call. */
    Status end() throws InterruptedException, ExecutionException {
        return end.get();
    }
}

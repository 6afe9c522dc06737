package org.residual.support;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** Waits for the first message of a stream. */
public final class FirstMessage<T> implements StreamObserver<T> {
    private final CompletableFuture<T> received = new CompletableFuture<>();

    /**
     * @return the message
     * @throws java.util.concurrent.ExecutionException if the stream has ended without one
     */
    public T get() throws Exception {
        return received.get();
    }

    @Override
    public void onNext(T message) {
        received.complete(message);
    }

    @Override
    public void onError(Throwable problem) {
        received.completeExceptionally(problem);
    }

    @Override
    public void onCompleted() {
        received.completeExceptionally(new IllegalStateException("No answer."));
    }
}

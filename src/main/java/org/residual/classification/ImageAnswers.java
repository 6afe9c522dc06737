package org.residual.classification;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.residual.classification.row.Row;
import org.residual.classification.source.ImageEntry;
import org.residual.classification.source.LoadedImage;
import org.residual.classification.source.UnreadableImageException;
import org.residual.inference.input.RefusedUploadException;
import org.residual.inference.input.UploadedImage;
import org.residual.inference.predictor.InvalidAnswerException;
import org.residual.inference.request.Caller;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.RequestTimeline;

/**
 * Classifies each image like a separate request: threads read and decode the images, and the predictors run the
 * network on batches. Safe for use by many threads.
 */
final class ImageAnswers implements AutoCloseable {
    /** Concurrent reads: 160 images per second from a server that takes 0.1 s for each. */
    private static final int REMOTE_READS = 16;

    private final AnsweringVersion answering;
    private final BooleanSupplier stopping;
    private final ExecutorService decoders;
    /** Its threads start only when there is something to read. */
    private final ExecutorService readers;

    /**
     * @param threads number of threads that decode images
     * @param stopping whether the answers are no longer needed
     */
    ImageAnswers(AnsweringVersion answering, int threads, BooleanSupplier stopping) {
        this.answering = answering;
        this.stopping = stopping;
        this.decoders = threads(threads, "decoder");
        this.readers = threads(REMOTE_READS, "object-reader");
    }

    private static ExecutorService threads(int count, String name) {
        return Executors.newFixedThreadPool(count, work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts to classify an image. An image that must be loaded in turn is loaded before this returns.
     *
     * @return its row, even if the image is broken; or the exception that stopped it, such as a
     *     {@link ClientGoneException}
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nested futures are composed, together with their failures
    CompletableFuture<Row> answer(ImageEntry image) {
        String name = image.name();
        return switch (image.loading()) {
            case IN_TURN -> answered(name, loaded(image).thenApplyAsync(loaded -> classify(name, loaded), decoders));
            case BESIDE -> answered(name, CompletableFuture.supplyAsync(() -> classify(name, load(image)), decoders));
            case REMOTE ->
                answered(
                        name,
                        CompletableFuture.supplyAsync(() -> load(image), readers)
                                .thenApplyAsync(loaded -> classify(name, loaded), decoders));
        };
    }

    private CompletableFuture<LoadedImage> loaded(ImageEntry image) {
        try {
            return CompletableFuture.completedFuture(load(image));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<Row> answered(
            String name, CompletableFuture<CompletableFuture<Prediction>> prediction) {
        return prediction.thenCompose(answer -> answer).handle((answer, problem) -> row(name, answer, problem));
    }

    private LoadedImage load(ImageEntry image) {
        if (stopping.getAsBoolean()) {
            throw new ClientGoneException();
        }
        return image.content().load();
    }

    private CompletableFuture<Prediction> classify(String name, LoadedImage image) {
        try (image) {
            Caller caller = new Caller(Classification.LONGEST, stopping, new RequestTimeline());
            return answering
                    .classifier()
                    .classify(answering.version(), List.of(new UploadedImage(name, image.content())), caller)
                    .thenApply(predictions -> predictions.get(0));
        }
    }

    private static Row row(String name, Prediction prediction, Throwable problem) {
        if (problem == null) {
            return Row.answered(name, prediction);
        }
        Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
        if (cause instanceof RefusedUploadException) {
            // The row has the name in a separate field.
            String prefix = name + ": ";
            String message = reason(cause);
            return Row.broken(name, message.startsWith(prefix) ? message.substring(prefix.length()) : message);
        }
        if (cause instanceof UnreadableImageException || cause instanceof InvalidAnswerException) {
            return Row.broken(name, reason(cause));
        }
        throw new CompletionException(cause);
    }

    private static String reason(Throwable refusal) {
        return Objects.requireNonNull(refusal.getMessage(), "a refusal has a message");
    }

    @Override
    public void close() {
        readers.shutdownNow();
        decoders.shutdownNow();
    }
}

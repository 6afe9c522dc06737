package org.residual.classification;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.residual.background.Interruption;
import org.residual.classification.row.Row;
import org.residual.classification.source.ImageCursor;
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
 * Has images classified, some at a time: threads read and decode them, the predictors run the network over batches, and
 * the rows are handed on in the order of the images. Each image is answered as a request of its own would be.
 */
final class Classification implements AutoCloseable {
    /** Until an image is answered. A predictor that hangs is given up long before. */
    static final Duration LONGEST = Duration.ofDays(1);

    private final AnsweringVersion answering;
    private final Interruption interruption;
    private final ExecutorService decoders;
    private final int window;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();

    /**
     * @param threads that decode
     */
    Classification(AnsweringVersion answering, int threads, Interruption interruption) {
        this.answering = answering;
        this.interruption = interruption;
        this.window = answering.inFlight() + threads;
        this.decoders = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "decoder");
            thread.setDaemon(true);
            return thread;
        });
    }

    private record InFlight(String name, CompletableFuture<Row> row) {}

    /** Gets the rows in order. */
    @FunctionalInterface
    interface RowConsumer {
        void accept(Row row) throws IOException;
    }

    /**
     * @param images those that are left
     * @param rows gets a row for each
     * @return whether all were classified; false if that was interrupted
     * @throws ClassificationStoppedException if it cannot go on
     * @throws IOException if a row cannot be written
     */
    boolean run(ImageCursor images, RowConsumer rows) throws IOException {
        Optional<ImageEntry> image = images.next();
        while (image.isPresent() && !interruption.isRequested()) {
            inFlight.add(new InFlight(image.get().name(), start(image.get())));
            handOn(rows, window - 1);
            image = images.next();
        }
        handOn(rows, 0);
        return inFlight.isEmpty() && image.isEmpty();
    }

    /** What is there, and then until no more than so many are in flight; up to the first that was given up. */
    private void handOn(RowConsumer rows, int most) throws IOException {
        while (!inFlight.isEmpty()
                && (inFlight.size() > most || inFlight.peek().row.isDone())) {
            Optional<Row> row = await(inFlight.peek());
            if (row.isEmpty()) {
                return;
            }
            inFlight.remove();
            rows.accept(row.get());
        }
    }

    private CompletableFuture<Row> start(ImageEntry image) {
        String name = image.name();
        if (!image.sequential()) {
            return answered(name, CompletableFuture.supplyAsync(() -> classify(name, load(image)), decoders));
        }
        LoadedImage loaded;
        try {
            loaded = load(image);
        } catch (RuntimeException e) {
            return answered(name, CompletableFuture.failedFuture(e));
        }
        return answered(name, CompletableFuture.supplyAsync(() -> classify(name, loaded), decoders));
    }

    private static CompletableFuture<Row> answered(
            String name, CompletableFuture<CompletableFuture<Prediction>> prediction) {
        return prediction.thenCompose(answer -> answer).handle((answer, problem) -> row(name, answer, problem));
    }

    private LoadedImage load(ImageEntry image) {
        if (interruption.isRequested()) {
            throw new ClientGoneException();
        }
        return image.content().load();
    }

    private CompletableFuture<Prediction> classify(String name, LoadedImage image) {
        try (image) {
            Caller caller = new Caller(LONGEST, interruption::isRequested, new RequestTimeline());
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
            // The name has a field of its own.
            String prefix = name + ": ";
            String message = cause.getMessage();
            return Row.broken(name, message.startsWith(prefix) ? message.substring(prefix.length()) : message);
        }
        if (cause instanceof UnreadableImageException || cause instanceof InvalidAnswerException) {
            return Row.broken(name, cause.getMessage());
        }
        throw new CompletionException(cause);
    }

    /** Empty if it was interrupted. */
    private Optional<Row> await(InFlight image) {
        try {
            return Optional.of(image.row.get(2 * LONGEST.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClientGoneException) {
                return Optional.empty();
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw stopped(image.name, e.getCause());
        } catch (TimeoutException e) {
            throw stopped(image.name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static ClassificationStoppedException stopped(String name, Throwable cause) {
        return new ClassificationStoppedException(
                "'" + name + "' could not be classified, for a reason that is not its own: " + cause.getMessage()
                        + " All rows before it are written; the same command with --resume goes on from there.",
                cause);
    }

    @Override
    public void close() {
        decoders.shutdownNow();
    }
}

package org.residual.classification;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.residual.background.Interruption;
import org.residual.classification.ImageQueue.InFlight;
import org.residual.classification.row.Row;
import org.residual.classification.source.ImageCursor;
import org.residual.inference.request.ClientGoneException;

/** Classifies images, many at a time, and passes on their rows in the order of the images. */
final class Classification implements AutoCloseable {
    /** The longest wait for the answer to an image. A hanging predictor is abandoned long before that. */
    static final Duration LONGEST = Duration.ofDays(1);

    /** The rows so far are flushed if no image is found for this long. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Interruption interruption;
    private final ImageAnswers answers;
    private final int window;

    /**
     * @param threads number of threads that decode images
     */
    Classification(AnsweringVersion answering, int threads, Interruption interruption) {
        this.interruption = interruption;
        this.window = answering.inFlight() + threads;
        this.answers = new ImageAnswers(answering, threads, interruption::isRequested);
    }

    /** Receives the rows in order. */
    interface RowConsumer {
        void accept(Row row) throws IOException;

        /** The next row may be a long time coming. */
        void flush() throws IOException;
    }

    /**
     * @param images the remaining images
     * @param rows receives a row for each image
     * @return true if all images were classified, false if it was interrupted
     * @throws ClassificationStoppedException if it cannot continue
     * @throws IOException if a row cannot be written
     */
    boolean run(ImageCursor images, RowConsumer rows) throws IOException {
        try (ImageQueue queue = new ImageQueue(images, answers, window)) {
            while (true) {
                Optional<InFlight> image = queue.next(PAUSE);
                if (image.isEmpty()) {
                    if (interruption.isRequested()) {
                        return false;
                    }
                    rows.flush();
                    continue;
                }
                if (image.get().isEnd()) {
                    requireNoProblem(image.get());
                    return true;
                }
                Optional<Row> row = await(image.get());
                if (row.isEmpty()) {
                    return false;
                }
                queue.handedOn();
                rows.accept(row.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Throws what the thread that finds images has failed with. */
    private static void requireNoProblem(InFlight end) {
        try {
            end.row().getNow(null);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) Objects.requireNonNull(e.getCause(), "a failed future has a cause");
        }
    }

    /** Empty if it was interrupted. */
    private Optional<Row> await(InFlight image) {
        try {
            return Optional.of(image.row().get(2 * LONGEST.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause(), "a failed future has a cause");
            if (cause instanceof ClientGoneException) {
                return Optional.empty();
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw stopped(image, cause);
        } catch (TimeoutException e) {
            throw stopped(image, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static ClassificationStoppedException stopped(InFlight image, Throwable cause) {
        return new ClassificationStoppedException(
                "Classification stopped at '" + image.name().orElseThrow() + "', through no fault of that image: "
                        + cause.getMessage(),
                cause);
    }

    @Override
    public void close() {
        answers.close();
    }
}

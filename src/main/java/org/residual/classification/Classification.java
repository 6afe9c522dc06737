package org.residual.classification;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.residual.background.Interruption;
import org.residual.classification.row.Row;
import org.residual.classification.source.ImageCursor;
import org.residual.classification.source.ImageEntry;
import org.residual.inference.request.ClientGoneException;

/** Has images classified, some at a time, and hands their rows on in the order of the images. */
final class Classification implements AutoCloseable {
    /** Until an image is answered. A predictor that hangs is given up long before. */
    static final Duration LONGEST = Duration.ofDays(1);

    private final Interruption interruption;
    private final ImageAnswers answers;
    private final int window;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();

    /**
     * @param threads that decode
     */
    Classification(AnsweringVersion answering, int threads, Interruption interruption) {
        this.interruption = interruption;
        this.window = answering.inFlight() + threads;
        this.answers = new ImageAnswers(answering, threads, interruption::isRequested);
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
            inFlight.add(new InFlight(image.get().name(), answers.answer(image.get())));
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

    /** Empty if it was interrupted. */
    private Optional<Row> await(InFlight image) {
        try {
            return Optional.of(image.row.get(2 * LONGEST.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause(), "the future has failed with it");
            if (cause instanceof ClientGoneException) {
                return Optional.empty();
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw stopped(image.name, cause);
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
        answers.close();
    }
}

package org.residual.classification;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.residual.classification.row.Row;
import org.residual.classification.source.FileContents;
import org.residual.classification.source.ImageEntry;
import org.residual.inference.request.Prediction;

/**
 * Classifies images in memory: iterators over names and encoded images → iterators over answers, in the same order.
 * All iterators share the predictors, so batches form across them. Safe for use by many threads, each with its own
 * iterators.
 */
public final class MemoryImages
        implements Function<Iterator<Map.Entry<String, byte[]>>, Iterator<Map<String, Object>>>, AutoCloseable {
    private final AnsweringVersion answering;
    private final ImageAnswers answers;
    private final FileContents contents;
    private final int window;

    /**
     * @param answering the version, which is closed together with this object
     * @param threads number of threads that decode images
     */
    public MemoryImages(AnsweringVersion answering, int threads) {
        this.answering = answering;
        this.answers = new ImageAnswers(answering, threads, () -> false);
        this.contents = new FileContents(answering.files(), answering.largestFile(), Classification.LONGEST);
        this.window = answering.inFlight() + threads;
    }

    /**
     * @param images names and encoded images; some are read ahead, as far as memory allows
     * @return the fields of each image's row, as in JSON Lines: {@code model}, {@code version} ({@code Long}),
     *     {@code filename}, and either {@code argmax} ({@code Integer}), {@code label} if the model has labels, and
     *     {@code log_probabilities} ({@code float[]}); or {@code error}. Its {@code next} throws an
     *     {@link IllegalStateException} if an image cannot be classified through no fault of its own.
     */
    @Override
    public Iterator<Map<String, Object>> apply(Iterator<Map.Entry<String, byte[]>> images) {
        Deque<CompletableFuture<Row>> inFlight = new ArrayDeque<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !inFlight.isEmpty() || images.hasNext();
            }

            @Override
            public Map<String, Object> next() {
                while (inFlight.size() < window && images.hasNext()) {
                    inFlight.add(answers.answer(entry(images.next())));
                }
                if (inFlight.isEmpty()) {
                    throw new NoSuchElementException();
                }
                return fields(await(inFlight.remove()));
            }
        };
    }

    /** Waits for memory in the caller's thread, so that reading does not outrun the predictors. */
    private ImageEntry entry(Map.Entry<String, byte[]> image) {
        return new ImageEntry(image.getKey(), () -> contents.hold(image.getValue()), ImageEntry.Loading.IN_TURN);
    }

    private static Row await(CompletableFuture<Row> row) {
        try {
            return row.get(2 * Classification.LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("An image could not be classified: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("An image was not classified in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while classifying images.", e);
        }
    }

    private Map<String, Object> fields(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", answering.version().model());
        fields.put("version", answering.version().number());
        fields.put("filename", row.filename());
        Prediction prediction = row.prediction();
        if (prediction == null) {
            fields.put("error", row.error());
            return fields;
        }
        fields.put("argmax", prediction.argmax());
        answering.version().label(prediction.argmax()).ifPresent(label -> fields.put("label", label));
        fields.put("log_probabilities", prediction.logProbabilities());
        return fields;
    }

    @Override
    public void close() {
        answers.close();
        answering.close();
    }
}

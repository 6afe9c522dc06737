package org.residual.classification;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.residual.classification.row.Row;
import org.residual.classification.source.ImageCursor;
import org.residual.classification.source.ImageEntry;

/**
 * Images in flight, in order. A separate thread finds the next ones, which may take long: a list of images may still
 * be growing. Used by one thread.
 */
final class ImageQueue implements AutoCloseable {
    private final ImageCursor images;
    private final ImageAnswers answers;
    private final Semaphore free;
    private final BlockingQueue<InFlight> queue = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::read, "reader");
    private volatile boolean closed;

    /**
     * @param name of the image; empty at the end
     * @param row of the image; at the end, it has failed if no further images could be found, or is never completed
     */
    record InFlight(Optional<String> name, CompletableFuture<Row> row) {
        boolean isEnd() {
            return name.isEmpty();
        }
    }

    /**
     * @param images the remaining images
     * @param answers classifies them
     * @param most the most images in flight at a time
     */
    ImageQueue(ImageCursor images, ImageAnswers answers, int most) {
        this.images = images;
        this.answers = answers;
        this.free = new Semaphore(most);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            free.acquire();
            Optional<ImageEntry> image = images.next();
            while (image.isPresent() && !closed) {
                queue.add(new InFlight(Optional.of(image.get().name()), answers.answer(image.get())));
                free.acquire();
                image = images.next();
            }
            queue.add(new InFlight(Optional.empty(), new CompletableFuture<>()));
        } catch (InterruptedException e) {
            // The queue was closed.
        } catch (RuntimeException | Error e) {
            queue.add(new InFlight(Optional.empty(), CompletableFuture.failedFuture(e)));
        }
    }

    /**
     * @param longest how long to wait
     * @return the next image, or the end; empty if neither is there in time
     */
    Optional<InFlight> next(Duration longest) throws InterruptedException {
        return Optional.ofNullable(queue.poll(longest.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Frees the place of an image whose row was passed on. */
    void handedOn() {
        free.release();
    }

    /** Does not wait for the thread, which may be blocked on a list. */
    @Override
    public void close() {
        closed = true;
        reader.interrupt();
    }
}

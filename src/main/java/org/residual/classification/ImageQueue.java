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
 * Images in flight, in their order. A thread of its own looks for the next ones, since that may take long: whoever writes a
 * list of images may still be at it. Used by one thread.
 */
final class ImageQueue implements AutoCloseable {
    private final ImageCursor images;
    private final ImageAnswers answers;
    private final Semaphore free;
    private final BlockingQueue<InFlight> queue = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::read, "reader");
    private volatile boolean closed;

    /**
     * @param name empty after the last image; its row is then the reason why there are no more, or nothing
     * @param row of the image
     */
    record InFlight(Optional<String> name, CompletableFuture<Row> row) {
        boolean isEnd() {
            return name.isEmpty();
        }
    }

    /**
     * @param images those that are left
     * @param answers classify them
     * @param most in flight at a time
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
            // Nobody waits for more.
        } catch (RuntimeException | Error e) {
            queue.add(new InFlight(Optional.empty(), CompletableFuture.failedFuture(e)));
        }
    }

    /**
     * @return the next image, or the end; empty if none is found for so long
     */
    Optional<InFlight> next(Duration longest) throws InterruptedException {
        return Optional.ofNullable(queue.poll(longest.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The row of one has been handed on. */
    void handedOn() {
        free.release();
    }

    /** Does not wait for the thread, which may be waiting for a list to go on. */
    @Override
    public void close() {
        closed = true;
        reader.interrupt();
    }
}

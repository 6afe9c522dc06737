package org.residual.inference.input;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Waiting;
import org.residual.memory.MemoryExceededException;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.store.version.ReadyVersion;

/** The memory that the images of a request take, from before decoding until the answer. */
public final class ImageMemory {
    /** Bytes of a prediction, including its text in the answer. */
    private static final int BYTES_OF_A_CLASS = 64;

    private final RequestMemory memory;
    private final InferenceListener listener;

    public ImageMemory(RequestMemory memory, InferenceListener listener) {
        this.memory = memory;
        this.listener = listener;
    }

    /**
     * All tensors are held until the answer; the largest working memory of any one is added once.
     *
     * @return the share, of which {@link #kept} is enough once the tensors are made
     * @throws MemoryFullException if that much is not free by the deadline
     * @throws RefusedUploadException if that is more than there is in total
     */
    public MemoryShare take(
            ReadyVersion version, List<Preparation> preparations, WantedEvidence evidence, Waiting waiting) {
        long most = 0;
        for (Preparation preparation : preparations) {
            most = Math.max(most, preparation.heap() - preparation.kept());
        }
        long heap = kept(version, preparations, evidence) + most;
        try {
            preparations.forEach(preparation -> memory.decoders().requireFits(preparation.outside()));
            return waiting.receive(memory.askForImages(heap), MemoryShare::close);
        } catch (DeadlineExceededException e) {
            throw new MemoryFullException("images", heap);
        } catch (MemoryExceededException e) {
            listener.refused(version, Reason.TOO_MANY_PIXELS);
            throw tooLarge(preparations, e);
        }
    }

    /** Bytes until the answer: with what is made from the tensors, and the predictions. */
    public static long kept(ReadyVersion version, List<Preparation> preparations, WantedEvidence evidence) {
        long kept = evidence.bytes()
                + (long) BYTES_OF_A_CLASS * version.descriptor().classes() * preparations.size();
        for (Preparation preparation : preparations) {
            kept += preparation.kept();
        }
        return kept;
    }

    private static RefusedUploadException tooLarge(List<Preparation> preparations, MemoryExceededException e) {
        Preparation largest = preparations.stream()
                .max(Comparator.comparingLong(preparation -> preparation.heap() + preparation.outside()))
                .orElseThrow();
        String what = preparations.size() == 1
                ? String.format(
                        Locale.ROOT,
                        "it is %d x %d pixels, and classifying it takes",
                        largest.image().width(),
                        largest.image().height())
                : String.format(
                        Locale.ROOT, "it is the largest of %d images, and classifying them takes", preparations.size());
        return new RefusedUploadException(
                String.format(
                        Locale.ROOT,
                        "%s: %s %,d bytes of memory, of which this service has %,d for the images of a request."
                                + " Scale it down first%s.",
                        largest.name(),
                        what,
                        e.needed(),
                        e.limit(),
                        preparations.size() == 1 ? "" : ", or send fewer images in a request"),
                Reason.TOO_MANY_PIXELS,
                e);
    }
}

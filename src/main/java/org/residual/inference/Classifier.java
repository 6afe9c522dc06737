package org.residual.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;
import org.residual.image.ImageRefusedException.Reason;
import org.residual.image.ImageTensor;
import org.residual.image.Size;
import org.residual.inference.RequestTimeline.Part;
import org.residual.memory.MemoryExceededException;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.NativeMemory;
import org.residual.nn.Statistics;
import org.residual.store.ReadyVersion;

/** Classifies uploaded images: decodes them, prepares them as the model asks, has a predictor run the network. */
public final class Classifier {
    /** Of a prediction, and of it as text in the answer. */
    private static final int BYTES_OF_A_CLASS = 64;
    /** Bytes outside of the heap that are too many for the allocator to keep. */
    private static final long LARGE_DECODER = 4 << 20;

    private final ImageDecoder decoder;
    private final DecodingTurns decoding;
    private final RequestMemory memory;
    private final PredictorPool predictors;
    private final AnswerWatch watch;
    private final InferenceListener listener;

    /**
     * @param decoder reads the images
     * @param concurrentDecodings how many images are decoded at a time
     * @param memory that requests may take
     * @param predictors run the networks
     * @param watch ends the wait for answers
     * @param listener is told of each image
     */
    public Classifier(
            ImageDecoder decoder,
            int concurrentDecodings,
            RequestMemory memory,
            PredictorPool predictors,
            AnswerWatch watch,
            InferenceListener listener) {
        this.decoder = decoder;
        this.decoding = new DecodingTurns(concurrentDecodings);
        this.memory = memory;
        this.predictors = predictors;
        this.watch = watch;
        this.listener = listener;
    }

    /**
     * Decodes and prepares the images, and hands them to the predictors.
     *
     * @param version the model's version that answers
     * @param images at least one
     * @param caller waits for the answer
     * @return the predictions, in the order of the images; or a {@link DeadlineExceededException} if the time is up, a
     *     {@link ClientGoneException} if nobody waits for the answer any more
     * @throws RefusedUploadException if an image cannot be classified
     * @throws MixedSizesException if the model needs images of one size, and they are not
     * @throws MemoryFullException if other requests have the memory that it takes until the time is up
     * @throws QueueFullException if too many requests wait already
     * @throws DeadlineExceededException if the time is up before the images are decoded
     * @throws ClientGoneException if the client is gone before they are
     */
    public CompletableFuture<List<Prediction>> classify(
            ReadyVersion version, List<? extends ImageInput> images, Caller caller) {
        Deadline deadline = Deadline.in(caller.timeout());
        caller.timeline().answeredBy(version);
        caller.timeline().end(Part.READ);
        List<Preparation> preparations = preparations(version, images);
        MemoryShare share = takeMemory(version, preparations, deadline, caller.gone());
        return share.during(() -> {
            reserve(version, images.size(), deadline, caller.gone());
            CompletableFuture<List<Prediction>> answer = submit(version, preparations, share, deadline, caller);
            watch.watch(answer, deadline, caller.gone());
            return answer;
        });
    }

    /**
     * @param version the model's version that is to answer
     * @throws QueueFullException if there is no room for a single image, so that it is no use to read a request
     */
    public void requireRoom(ReadyVersion version) {
        predictors.reserve(version, 1);
        predictors.release(version, 1);
    }

    /** What the headers say is enough to refuse many an image, before any memory is taken. */
    private List<Preparation> preparations(ReadyVersion version, List<? extends ImageInput> images) {
        List<Preparation> preparations = new ArrayList<>(images.size());
        for (ImageInput image : images) {
            preparations.add(refusing(version, image.name(), () -> {
                Preparation preparation =
                        image.preparation(decoder, version.descriptor().preprocessing());
                Size tensor = preparation.tensor();
                version.descriptor().network().requireLargeEnough(images.size(), tensor.height(), tensor.width());
                return preparation;
            }));
        }
        requireOneSize(version, preparations);
        return preparations;
    }

    /**
     * All tensors are held until the answer, and what it takes to make one of them comes on top of that, once.
     *
     * @throws RefusedUploadException if that is more than there is
     */
    private MemoryShare takeMemory(
            ReadyVersion version, List<Preparation> preparations, Deadline deadline, BooleanSupplier clientGone) {
        long heap = kept(version, preparations)
                + preparations.stream()
                        .mapToLong(preparation -> preparation.heap() - preparation.kept())
                        .max()
                        .orElse(0);
        try {
            preparations.forEach(preparation -> memory.decoders().requireFits(preparation.outside()));
            return await(memory.askForImages(heap), deadline, clientGone, MemoryShare::close);
        } catch (DeadlineExceededException e) {
            throw new MemoryFullException("images", heap);
        } catch (MemoryExceededException e) {
            listener.refused(version, Reason.TOO_MANY_PIXELS);
            throw tooLarge(preparations, e);
        }
    }

    /** With what is made of them, the predictions. */
    private static long kept(ReadyVersion version, List<Preparation> preparations) {
        long answers = (long) BYTES_OF_A_CLASS * version.descriptor().classes() * preparations.size();
        return answers + preparations.stream().mapToLong(Preparation::kept).sum();
    }

    private static RefusedUploadException tooLarge(List<Preparation> preparations, MemoryExceededException e) {
        Preparation largest = preparations.stream()
                .max(Comparator.comparingLong(preparation -> preparation.heap() + preparation.outside()))
                .orElseThrow();
        String what = preparations.size() == 1
                ? String.format(
                        Locale.ROOT,
                        "it is %d x %d pixels, and to classify it takes",
                        largest.image().width(),
                        largest.image().height())
                : String.format(
                        Locale.ROOT, "it is the largest of %d images, and to classify them takes", preparations.size());
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

    /**
     * Waits for its turn to decode first, which it has then. What takes places in the queue while it waits might be no
     * images at all, and others would be turned away for them.
     */
    private void reserve(ReadyVersion version, int images, Deadline deadline, BooleanSupplier clientGone) {
        awaitTurn(deadline, clientGone);
        boolean reserved = false;
        try {
            predictors.reserve(version, images);
            reserved = true;
        } finally {
            if (!reserved) {
                decoding.end();
            }
        }
    }

    /** Begins with places in the queue and its turn to decode. */
    private CompletableFuture<List<Prediction>> submit(
            ReadyVersion version, List<Preparation> preparations, MemoryShare share, Deadline deadline, Caller caller) {
        boolean submitted = false;
        try {
            List<ImageTensor> tensors = tensors(version, preparations, deadline, caller.gone());
            share.shrinkTo(kept(version, preparations));
            caller.timeline().end(Part.DECODE);
            CompletableFuture<List<Prediction>> answer =
                    predictors.submit(version, tensors, deadline, caller.timeline());
            submitted = true;
            return answer;
        } finally {
            if (!submitted) {
                predictors.release(version, preparations.size());
            }
        }
    }

    /** Begins with its turn to decode, and ends it. */
    private List<ImageTensor> tensors(
            ReadyVersion version, List<Preparation> preparations, Deadline deadline, BooleanSupplier clientGone) {
        boolean turn = true;
        try {
            List<ImageTensor> tensors = new ArrayList<>(preparations.size());
            for (Preparation preparation : preparations) {
                if (!turn) {
                    awaitTurn(deadline, clientGone);
                    turn = true;
                }
                tensors.add(refusing(version, preparation.name(), () -> tensor(preparation, deadline, clientGone)));
                listener.decoded(version);
                decoding.end();
                turn = false;
            }
            return tensors;
        } finally {
            if (turn) {
                decoding.end();
            }
        }
    }

    private ImageTensor tensor(Preparation preparation, Deadline deadline, BooleanSupplier clientGone) {
        if (preparation.outside() == 0) {
            return preparation.work().get();
        }
        MemoryShare outside =
                await(memory.decoders().ask(preparation.outside()), deadline, clientGone, MemoryShare::close);
        try {
            return preparation.work().get();
        } finally {
            giveBack(outside);
        }
    }

    /** First to the system, if it is worth the page faults, and then to the others who wait for it. */
    private static void giveBack(MemoryShare outside) {
        try {
            if (outside.bytes() >= LARGE_DECODER) {
                NativeMemory.giveBackUnused();
            }
        } finally {
            outside.close();
        }
    }

    private void awaitTurn(Deadline deadline, BooleanSupplier clientGone) {
        await(decoding.ask(), deadline, clientGone, ignored -> decoding.end());
    }

    /**
     * Waits for something until the time is up or the client is gone.
     *
     * @param giveBack is what to do with it if it comes and cannot be used
     */
    private <T> T await(
            CompletableFuture<T> coming, Deadline deadline, BooleanSupplier clientGone, Consumer<T> giveBack) {
        boolean received = false;
        try {
            if (!coming.isDone()) {
                watch.watch(coming, deadline, clientGone);
            }
            T thing = coming.join();
            received = true;
            return thing;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
        } finally {
            if (!received && !coming.cancel(false) && !coming.isCompletedExceptionally()) {
                giveBack.accept(coming.join());
            }
        }
    }

    private <T> T refusing(ReadyVersion version, String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (ImageRefusedException e) {
            listener.refused(version, e.reason());
            throw new RefusedUploadException(name + ": " + e.getMessage(), e.reason(), e);
        } catch (InputTooSmallException e) {
            listener.refused(version, Reason.TOO_SMALL);
            throw new RefusedUploadException(name + ": " + e.getMessage(), Reason.TOO_SMALL, e);
        }
    }

    private static void requireOneSize(ReadyVersion version, List<Preparation> preparations) {
        if (version.descriptor().statistics() == Statistics.BATCH
                && preparations.stream().map(Preparation::tensor).distinct().count() > 1) {
            throw new MixedSizesException();
        }
    }
}

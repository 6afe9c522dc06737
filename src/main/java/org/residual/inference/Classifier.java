package org.residual.inference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;
import org.residual.image.ImageRefusedException.Reason;
import org.residual.image.ImageTensor;
import org.residual.image.Size;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.Statistics;
import org.residual.store.ReadyVersion;

/** Classifies uploaded images: decodes them, prepares them as the model asks, has a predictor run the network. */
public final class Classifier {
    private static final Duration LOOK_AFTER_THE_CLIENT = Duration.ofMillis(250);

    private final ImageDecoder decoder;
    private final Semaphore decoding;
    private final PredictorPool predictors;

    /**
     * @param decoder reads the images
     * @param concurrentDecodings how many images are decoded at a time: what bounds the memory that takes
     * @param predictors run the networks
     */
    public Classifier(ImageDecoder decoder, int concurrentDecodings, PredictorPool predictors) {
        this.decoder = decoder;
        this.decoding = new Semaphore(concurrentDecodings, true);
        this.predictors = predictors;
    }

    /**
     * @param version the model's version that answers
     * @param images at least one
     * @param timeout within which to answer
     * @param clientGone whether nobody waits for the answer any more
     * @return the predictions, in the order of the images
     * @throws RefusedUploadException if an image cannot be classified
     * @throws MixedSizesException if the model needs images of one size, and they are not
     * @throws QueueFullException if too many requests wait already
     * @throws DeadlineExceededException if the time is up
     * @throws ClientGoneException if nobody waits for the answer any more
     */
    public List<Prediction> classify(
            ReadyVersion version, List<UploadedImage> images, Duration timeout, BooleanSupplier clientGone) {
        Deadline deadline = Deadline.in(timeout);
        predictors.reserve(version, images.size());
        return await(submit(version, images, deadline), deadline, clientGone);
    }

    /**
     * @param version the model's version that is to answer
     * @throws QueueFullException if there is no room for a single image, so that it is no use to read a request
     */
    public void requireRoom(ReadyVersion version) {
        predictors.reserve(version, 1);
        predictors.release(version, 1);
    }

    private CompletableFuture<List<Prediction>> submit(
            ReadyVersion version, List<UploadedImage> images, Deadline deadline) {
        try {
            List<ImageTensor> tensors = new ArrayList<>(images.size());
            for (UploadedImage image : images) {
                tensors.add(prepare(version, image, images.size(), deadline));
            }
            requireOneSize(version, tensors);
            return predictors.submit(version, tensors, deadline);
        } catch (RuntimeException e) {
            predictors.release(version, images.size());
            throw e;
        }
    }

    private ImageTensor prepare(ReadyVersion version, UploadedImage image, int together, Deadline deadline) {
        acquireDecoding(deadline);
        try {
            ImageTensor tensor = version.descriptor().preprocessing().apply(decoder.decode(image.content()));
            version.network().requireLargeEnough(together, tensor.height(), tensor.width());
            return tensor;
        } catch (ImageRefusedException e) {
            throw new RefusedUploadException(image, e);
        } catch (InputTooSmallException e) {
            throw new RefusedUploadException(image.name() + ": " + e.getMessage(), Reason.TOO_SMALL, e);
        } finally {
            decoding.release();
        }
    }

    private void acquireDecoding(Deadline deadline) {
        try {
            if (!decoding.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw deadline.exceeded();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw deadline.exceeded();
        }
    }

    private static void requireOneSize(ReadyVersion version, List<ImageTensor> tensors) {
        if (version.descriptor().statistics() == Statistics.BATCH
                && tensors.stream()
                                .map(tensor -> new Size(tensor.height(), tensor.width()))
                                .distinct()
                                .count()
                        > 1) {
            throw new MixedSizesException();
        }
    }

    private static List<Prediction> await(
            CompletableFuture<List<Prediction>> answer, Deadline deadline, BooleanSupplier clientGone) {
        try {
            while (true) {
                long wait = Math.min(deadline.remainingNanos(), LOOK_AFTER_THE_CLIENT.toNanos());
                try {
                    return answer.get(wait, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    deadline.check();
                    if (clientGone.getAsBoolean()) {
                        throw new ClientGoneException();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw deadline.exceeded();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) {
                throw problem;
            }
            throw new IllegalStateException("A predictor failed.", e.getCause());
        } finally {
            // Of no effect on an answer that is there; otherwise it frees the places in the queue.
            answer.cancel(false);
        }
    }
}

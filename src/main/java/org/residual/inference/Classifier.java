package org.residual.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;
import org.residual.image.ImageRefusedException.Reason;
import org.residual.image.ImageTensor;
import org.residual.image.Size;
import org.residual.inference.RequestTimeline.Part;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.Statistics;
import org.residual.store.ReadyVersion;

/** Classifies uploaded images: decodes them, prepares them as the model asks, has a predictor run the network. */
public final class Classifier {
    private final ImageDecoder decoder;
    private final DecodingTurns decoding;
    private final PredictorPool predictors;
    private final AnswerWatch watch;
    private final InferenceListener listener;

    /**
     * @param decoder reads the images
     * @param concurrentDecodings how many images are decoded at a time: what bounds the memory that takes
     * @param predictors run the networks
     * @param watch ends the wait for answers
     * @param listener is told of each image
     */
    public Classifier(
            ImageDecoder decoder,
            int concurrentDecodings,
            PredictorPool predictors,
            AnswerWatch watch,
            InferenceListener listener) {
        this.decoder = decoder;
        this.decoding = new DecodingTurns(concurrentDecodings);
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
     * @throws QueueFullException if too many requests wait already
     * @throws DeadlineExceededException if the time is up before the images are decoded
     * @throws ClientGoneException if the client is gone before they are
     */
    public CompletableFuture<List<Prediction>> classify(
            ReadyVersion version, List<? extends ImageInput> images, Caller caller) {
        Deadline deadline = Deadline.in(caller.timeout());
        caller.timeline().answeredBy(version);
        caller.timeline().end(Part.READ);
        reserve(version, images.size(), deadline, caller.gone());
        CompletableFuture<List<Prediction>> answer = submit(version, images, deadline, caller);
        watch.watch(answer, deadline, caller.gone());
        return answer;
    }

    /**
     * @param version the model's version that is to answer
     * @throws QueueFullException if there is no room for a single image, so that it is no use to read a request
     */
    public void requireRoom(ReadyVersion version) {
        predictors.reserve(version, 1);
        predictors.release(version, 1);
    }

    /**
     * Waits for its turn to decode first, which it has then. What takes places in the queue while it waits might be no
     * images at all, and others would be turned away for them.
     */
    private void reserve(ReadyVersion version, int images, Deadline deadline, BooleanSupplier clientGone) {
        awaitTurn(deadline, clientGone);
        try {
            predictors.reserve(version, images);
        } catch (QueueFullException e) {
            decoding.end();
            throw e;
        }
    }

    private CompletableFuture<List<Prediction>> submit(
            ReadyVersion version, List<? extends ImageInput> images, Deadline deadline, Caller caller) {
        try {
            List<ImageTensor> tensors = new ArrayList<>(images.size());
            for (ImageInput image : images) {
                if (!tensors.isEmpty()) {
                    awaitTurn(deadline, caller.gone());
                }
                tensors.add(prepare(version, image, images.size()));
            }
            requireOneSize(version, tensors);
            caller.timeline().end(Part.DECODE);
            return predictors.submit(version, tensors, deadline, caller.timeline());
        } catch (RuntimeException e) {
            predictors.release(version, images.size());
            throw e;
        }
    }

    /** Ends the turn to decode. */
    private ImageTensor prepare(ReadyVersion version, ImageInput image, int together) {
        try {
            ImageTensor tensor = image.prepare(decoder, version.descriptor().preprocessing());
            version.descriptor().network().requireLargeEnough(together, tensor.height(), tensor.width());
            listener.decoded(version);
            return tensor;
        } catch (ImageRefusedException e) {
            listener.refused(version, e.reason());
            throw new RefusedUploadException(image, e);
        } catch (InputTooSmallException e) {
            listener.refused(version, Reason.TOO_SMALL);
            throw new RefusedUploadException(image.name() + ": " + e.getMessage(), Reason.TOO_SMALL, e);
        } finally {
            decoding.end();
        }
    }

    private void awaitTurn(Deadline deadline, BooleanSupplier clientGone) {
        CompletableFuture<Void> turn = decoding.ask();
        if (!turn.isDone()) {
            watch.watch(turn, deadline, clientGone);
        }
        try {
            turn.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
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
}

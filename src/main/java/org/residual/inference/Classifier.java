package org.residual.inference;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.residual.image.ImageDecoder;
import org.residual.image.preprocessing.NormalizedImage;
import org.residual.inference.evidence.EvidenceUnavailableException;
import org.residual.inference.input.DecodingTurns;
import org.residual.inference.input.ImageInput;
import org.residual.inference.input.ImageMemory;
import org.residual.inference.input.ImagePreparer;
import org.residual.inference.input.MixedSizesException;
import org.residual.inference.input.Preparation;
import org.residual.inference.input.RefusedUploadException;
import org.residual.inference.input.WantedEvidence;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.Caller;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.Deadline;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.inference.request.QueueFullException;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.inference.request.Waiting;
import org.residual.memory.MemoryFullException;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.nn.device.ComputeDevice;
import org.residual.store.version.ReadyVersion;

/** Classifies uploaded images: decodes them, prepares them as the model asks, has a predictor run the network. */
public final class Classifier {
    private final ImagePreparer preparer;
    private final ImageMemory memory;
    private final PredictorPool predictors;
    private final AnswerWatch watch;

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
        // A GPU must not wait for what the processors can do beside it.
        boolean onGpu = predictors.devices().stream().anyMatch(device -> !device.equals(ComputeDevice.CPU));
        this.preparer = new ImagePreparer(decoder, new DecodingTurns(concurrentDecodings), memory, onGpu, listener);
        this.memory = new ImageMemory(memory, listener);
        this.predictors = predictors;
        this.watch = watch;
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
     * @throws QueueFullException if so much waits already that the time will be up before
     * @throws DeadlineExceededException if the time is up before the images are decoded
     * @throws ClientGoneException if the client is gone before they are
     */
    public CompletableFuture<List<Prediction>> classify(
            ReadyVersion version, List<? extends ImageInput> images, Caller caller) {
        return classify(version, images, 0, caller);
    }

    /**
     * The same, with evidence of where in the images the answers come from. The memory that it takes is the request's until
     * the end of its timeline.
     *
     * @param version the model's version that answers
     * @param images at least one
     * @param evidence how many of the most probable classes to tell of, for each image; 0 for no evidence
     * @param caller waits for the answer
     * @return as above
     * @throws EvidenceUnavailableException if the version has no evidence
     */
    public CompletableFuture<List<Prediction>> classify(
            ReadyVersion version, List<? extends ImageInput> images, int evidence, Caller caller) {
        RequestTimeline timeline = caller.timeline();
        timeline.answeredBy(version);
        timeline.end(Part.ADMISSION);
        Duration outside = timeline.duration(Part.ADMISSION);
        Waiting waiting = new Waiting(watch, Deadline.in(caller.timeout(), outside), caller.gone());
        timeline.end(Part.READ);
        List<Preparation> preparations = preparer.prepare(version, images);
        WantedEvidence wanted = WantedEvidence.of(version, preparations, evidence);
        MemoryShare share = memory.take(version, preparations, wanted, waiting);
        if (wanted.isAny()) {
            timeline.atEnd(share::close);
        }
        return share.during(wanted.bytes(), () -> {
            reserve(version, images.size(), waiting);
            CompletableFuture<List<Prediction>> answer =
                    submit(version, preparations, wanted, share, waiting, timeline);
            waiting.watch(answer);
            return wanted.isAny() ? answer.thenApply(predictions -> wanted.located(predictions, preparations)) : answer;
        });
    }

    /**
     * Waits for its turn to decode first, which it has then. What takes places in the queue while it waits might be no
     * images at all, and others would be turned away for them.
     */
    private void reserve(ReadyVersion version, int images, Waiting waiting) {
        preparer.awaitTurn(waiting);
        boolean reserved = false;
        try {
            predictors.reserve(version, images, waiting.deadline());
            reserved = true;
        } finally {
            if (!reserved) {
                preparer.endTurn();
            }
        }
    }

    /** Begins with places in the queue and its turn to decode. */
    private CompletableFuture<List<Prediction>> submit(
            ReadyVersion version,
            List<Preparation> preparations,
            WantedEvidence wanted,
            MemoryShare share,
            Waiting waiting,
            RequestTimeline timeline) {
        boolean submitted = false;
        try {
            List<NormalizedImage> tensors = preparer.tensors(version, preparations, waiting);
            share.shrinkTo(ImageMemory.kept(version, preparations, wanted));
            timeline.end(Part.DECODE);
            CompletableFuture<List<Prediction>> answer =
                    predictors.submit(version, tensors, wanted.classes(), waiting.deadline(), timeline);
            submitted = true;
            return answer;
        } finally {
            if (!submitted) {
                predictors.release(version, preparations.size());
            }
        }
    }
}

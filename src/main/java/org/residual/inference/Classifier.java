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

/** Classifies uploaded images: decodes them, preprocesses them for the model, and has a predictor run the network. */
public final class Classifier {
    private final ImagePreparer preparer;
    private final ImageMemory memory;
    private final PredictorPool predictors;
    private final AnswerWatch watch;

    /**
     * @param decoder of the images
     * @param concurrentDecodings how many images are decoded at a time
     * @param memory for all requests
     * @param predictors run the networks
     * @param watch ends the wait for answers
     * @param listener is called for each image
     */
    public Classifier(
            ImageDecoder decoder,
            int concurrentDecodings,
            RequestMemory memory,
            PredictorPool predictors,
            AnswerWatch watch,
            InferenceListener listener) {
        // A GPU must not wait for work that the CPUs can do in parallel.
        boolean onGpu = predictors.devices().stream().anyMatch(device -> !device.equals(ComputeDevice.CPU));
        this.preparer = new ImagePreparer(decoder, new DecodingTurns(concurrentDecodings), memory, onGpu, listener);
        this.memory = new ImageMemory(memory, listener);
        this.predictors = predictors;
        this.watch = watch;
    }

    /**
     * Decodes and preprocesses the images, and submits them to the predictors.
     *
     * @param version that is to answer
     * @param images at least one
     * @param caller that waits for the answer
     * @return the predictions, in the order of the images; or a {@link DeadlineExceededException} once the deadline has
     *     passed, a {@link ClientGoneException} once the client is gone
     * @throws RefusedUploadException if an image cannot be classified
     * @throws MixedSizesException if the model needs images of one size, and they differ
     * @throws MemoryFullException if no memory is free by the deadline
     * @throws QueueFullException if the queue is too long to answer by the deadline
     * @throws DeadlineExceededException if the deadline passes before the images are decoded
     * @throws ClientGoneException if the client is gone before that
     */
    public CompletableFuture<List<Prediction>> classify(
            ReadyVersion version, List<? extends ImageInput> images, Caller caller) {
        return classify(version, images, 0, caller);
    }

    /**
     * The same, with evidence. Its memory belongs to the request until the end of its timeline.
     *
     * @param version that is to answer
     * @param images at least one
     * @param evidence how many of the most probable classes to explain, for each image; 0 for no evidence
     * @param caller that waits for the answer
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
     * Waits for its decoding turn before it reserves places in the queue: otherwise uploads that turn out not to be
     * images could keep others out of the queue.
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

    /** Starts with reserved places in the queue and its decoding turn. */
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

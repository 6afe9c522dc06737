package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.residual.inference.Classifier;
import org.residual.inference.input.UploadedImage;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.request.Caller;
import org.residual.store.version.ReadyVersion;
import org.residual.web.answer.Answers;
import org.residual.web.body.UploadReader;
import org.residual.web.request.ApiPaths;
import org.residual.web.request.CallerResolver;
import org.residual.web.request.DefaultModel;
import org.residual.web.request.PredictionPath;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers with predictions for uploaded images. */
@RestController
final class PredictController {
    private final ModelResolver models;
    private final DefaultModel defaultModel;
    private final UploadReader uploads;
    private final Classifier classifier;
    private final CallerResolver callers;
    private final PredictionWriter writer;

    PredictController(
            ModelResolver models,
            DefaultModel defaultModel,
            UploadReader uploads,
            Classifier classifier,
            CallerResolver callers,
            PredictionWriter writer) {
        this.models = models;
        this.defaultModel = defaultModel;
        this.uploads = uploads;
        this.classifier = classifier;
        this.callers = callers;
        this.writer = writer;
    }

    @PostMapping(
            path = {ApiPaths.PREDICT, ApiPaths.MODEL + ApiPaths.PREDICT, ApiPaths.VERSION + ApiPaths.PREDICT},
            consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.IMAGE_PNG_VALUE})
    void predictParts(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, uploads::parts, response);
    }

    @PostMapping(
            path = {ApiPaths.PREDICT, ApiPaths.MODEL + ApiPaths.PREDICT, ApiPaths.VERSION + ApiPaths.PREDICT},
            consumes = {
                // The format is detected from the bytes, whatever the subtype.
                "image/*",
                // For any bytes; the framework assumes it if there is no type.
                MediaType.APPLICATION_OCTET_STREAM_VALUE,
                // Curl sends it for everything.
                MediaType.APPLICATION_FORM_URLENCODED_VALUE
            },
            produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.IMAGE_PNG_VALUE})
    void predictBody(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, asked -> List.of(uploads.body(asked)), response);
    }

    /** Reads the images of a request. */
    @FunctionalInterface
    private interface Upload {
        List<UploadedImage> read(HttpServletRequest request) throws IOException;
    }

    private void answer(HttpServletRequest request, Upload upload, HttpServletResponse response) throws IOException {
        PredictionPath path = PredictionPath.of(request).orElseThrow();
        String model = path.model() == null ? defaultModel.name() : path.model();
        Caller caller = callers.of(request);
        boolean picture = EvidenceQuery.wantsPicture(request);
        PredictResponse predictions = Answers.await(models.use(
                model,
                path.number(),
                caller.timeout(),
                answering -> predict(answering, upload.read(request), request, caller, picture)));
        if (picture) {
            writer.writePicture(predictions, response);
        } else {
            writer.write(predictions, response);
        }
    }

    private CompletableFuture<PredictResponse> predict(
            ReadyVersion version,
            List<UploadedImage> images,
            HttpServletRequest request,
            Caller caller,
            boolean picture) {
        int classes = version.descriptor().classes();
        Integer topK = TopK.of(request, classes);
        EvidenceQuery evidence =
                picture ? EvidenceQuery.ofPicture(request, classes, images.size()) : EvidenceQuery.of(request, classes);
        return classifier
                .classify(version, images, evidence.classes(), caller)
                .thenApply(predictions -> new PredictResponse(version, images, predictions, topK, evidence.form()));
    }
}

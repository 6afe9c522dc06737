package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.residual.inference.Classifier;
import org.residual.inference.ModelResolver;
import org.residual.inference.UploadedImage;
import org.residual.store.ReadyVersion;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what uploaded images show. */
@RestController
final class PredictController {
    static final String BY_DEFAULT_MODEL = "/predict";
    static final String BY_MODEL = "/models/{model}/predict";
    static final String BY_VERSION = "/models/{model}/versions/{version}/predict";

    private final ModelResolver models;
    private final DefaultModel defaultModel;
    private final UploadReader uploads;
    private final Classifier classifier;
    private final Callers callers;

    PredictController(
            ModelResolver models,
            DefaultModel defaultModel,
            UploadReader uploads,
            Classifier classifier,
            Callers callers) {
        this.models = models;
        this.defaultModel = defaultModel;
        this.uploads = uploads;
        this.classifier = classifier;
        this.callers = callers;
    }

    @PostMapping(
            path = {BY_DEFAULT_MODEL, BY_MODEL, BY_VERSION},
            consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    PredictResponse predictParts(
            @PathVariable(required = false) String model,
            @PathVariable(required = false) Long version,
            HttpServletRequest request)
            throws IOException {
        return Answers.await(
                models.use(named(model), version, answering -> predict(answering, uploads.parts(request), request)));
    }

    @PostMapping(
            path = {BY_DEFAULT_MODEL, BY_MODEL, BY_VERSION},
            consumes = {
                MediaType.IMAGE_JPEG_VALUE,
                MediaType.IMAGE_PNG_VALUE,
                "image/webp",
                "image/bmp",
                MediaType.IMAGE_GIF_VALUE
            },
            produces = MediaType.APPLICATION_JSON_VALUE)
    PredictResponse predictBody(
            @PathVariable(required = false) String model,
            @PathVariable(required = false) Long version,
            HttpServletRequest request)
            throws IOException {
        return Answers.await(models.use(
                named(model), version, answering -> predict(answering, List.of(uploads.body(request)), request)));
    }

    private String named(String model) {
        return model == null ? defaultModel.name() : model;
    }

    private CompletableFuture<PredictResponse> predict(
            ReadyVersion version, List<UploadedImage> images, HttpServletRequest request) {
        Integer topK = TopK.of(request, version.descriptor().classes());
        return classifier
                .classify(version, images, callers.of(request))
                .thenApply(predictions -> PredictResponse.of(version, images, predictions, topK));
    }
}

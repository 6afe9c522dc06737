package org.residual.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.residual.inference.Classifier;
import org.residual.inference.Prediction;
import org.residual.inference.UploadedImage;
import org.residual.store.ReadyVersion;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Answers what uploaded images show. */
@RestController
final class PredictController {
    private static final String BY_DEFAULT_MODEL = "/predict";
    private static final String BY_MODEL = "/models/{model}/predict";
    private static final String BY_VERSION = "/models/{model}/versions/{version}/predict";

    private final ModelResolver models;
    private final DefaultModel defaultModel;
    private final UploadReader uploads;
    private final RequestTimeout timeout;
    private final Classifier classifier;
    private final ClientConnections clients;

    PredictController(
            ModelResolver models,
            DefaultModel defaultModel,
            UploadReader uploads,
            RequestTimeout timeout,
            Classifier classifier,
            ClientConnections clients) {
        this.models = models;
        this.defaultModel = defaultModel;
        this.uploads = uploads;
        this.timeout = timeout;
        this.classifier = classifier;
        this.clients = clients;
    }

    @PostMapping(
            path = {BY_DEFAULT_MODEL, BY_MODEL, BY_VERSION},
            consumes = MediaType.MULTIPART_FORM_DATA_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    PredictResponse predictParts(
            @PathVariable(required = false) String model,
            @PathVariable(required = false) Integer version,
            @RequestParam(name = "top_k", required = false) Integer topK,
            @RequestHeader(name = RequestTimeout.HEADER, required = false) String timeoutHeader,
            HttpServletRequest request)
            throws IOException, ServletException {
        ReadyVersion answering = answering(model, version);
        return predict(answering, uploads.parts(request), topK, timeoutHeader, request);
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
            @PathVariable(required = false) Integer version,
            @RequestParam(name = "top_k", required = false) Integer topK,
            @RequestHeader(name = RequestTimeout.HEADER, required = false) String timeoutHeader,
            HttpServletRequest request)
            throws IOException {
        ReadyVersion answering = answering(model, version);
        return predict(answering, List.of(uploads.body(request)), topK, timeoutHeader, request);
    }

    private ReadyVersion answering(String model, Integer version) {
        String name = model == null ? defaultModel.name() : model;
        ReadyVersion answering = version == null ? models.serving(name) : models.version(name, version);
        // Before the body is read: whoever is refused is refused at little cost.
        classifier.requireRoom(answering);
        return answering;
    }

    private PredictResponse predict(
            ReadyVersion version,
            List<UploadedImage> images,
            Integer topK,
            String timeoutHeader,
            HttpServletRequest request) {
        int classes = version.descriptor().classes();
        if (topK != null && (topK < 1 || topK > classes)) {
            throw Problem.MALFORMED_REQUEST.toException(
                    "top_k is " + topK + ", but must be 1 to " + classes + ", the number of classes.");
        }
        List<Prediction> predictions =
                classifier.classify(version, images, timeout.of(timeoutHeader), clients.gone(request));
        return PredictResponse.of(version, images, predictions, topK);
    }
}

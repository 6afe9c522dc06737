package org.residual.web.protocol;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.residual.inference.Classifier;
import org.residual.inference.input.ImageInput;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.model.Readiness;
import org.residual.inference.request.Caller;
import org.residual.protocol.InferenceRequest;
import org.residual.protocol.ModelReports;
import org.residual.protocol.ModelSignature;
import org.residual.protocol.model.ModelConfiguration;
import org.residual.protocol.model.ModelMetadata;
import org.residual.protocol.model.ModelStatistics;
import org.residual.protocol.model.ServerMetadata;
import org.residual.web.answer.Answers;
import org.residual.web.limits.RequestLimits;
import org.residual.web.protocol.JsonBody.Parsed;
import org.residual.web.request.ApiPaths;
import org.residual.web.request.CallerResolver;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The Open Inference Protocol, version 2, over HTTP. */
@RestController
@RequestMapping(ApiPaths.V2)
final class OpenInferenceController {
    private static final String READY = "/ready";
    private static final String CONFIG = "/config";
    private static final String STATISTICS = "/stats";

    private final ModelResolver models;
    private final Readiness readiness;
    private final InferenceBody body;
    private final RequestLimits limits;
    private final Classifier classifier;
    private final CallerResolver callers;
    private final ModelReports reports;

    OpenInferenceController(
            ModelResolver models,
            Readiness readiness,
            InferenceBody body,
            RequestLimits limits,
            Classifier classifier,
            CallerResolver callers,
            ModelReports reports) {
        this.models = models;
        this.readiness = readiness;
        this.body = body;
        this.limits = limits;
        this.classifier = classifier;
        this.callers = callers;
        this.reports = reports;
    }

    /** Whether the server is up; always true if it answers. */
    record Liveness(boolean live) {}

    /** Whether the required models are ready. */
    record ServerReadiness(boolean ready) {}

    /** Whether a model is ready. */
    record ModelReadiness(String name, boolean ready) {}

    /** Statistics of the models. */
    record StatisticsOfModels(List<ModelStatistics> modelStats) {}

    @GetMapping({"", "/"})
    ServerMetadata server() {
        return ServerMetadata.ofThisServer("binary_tensor_data");
    }

    @GetMapping("/health/live")
    Liveness live() {
        return new Liveness(true);
    }

    @GetMapping("/health/ready")
    ResponseEntity<ServerReadiness> ready() {
        boolean ready = readiness.isReady();
        return ResponseEntity.status(status(ready)).body(new ServerReadiness(ready));
    }

    /** The protocol allows any 4xx status for false. */
    private static HttpStatus status(boolean ready) {
        return ready ? HttpStatus.OK : HttpStatus.BAD_REQUEST;
    }

    @GetMapping({ApiPaths.MODEL, ApiPaths.VERSION})
    ModelMetadata model(@PathVariable String model, @PathVariable(required = false) Long version) {
        return reports.metadata(model, version);
    }

    @GetMapping({ApiPaths.MODEL + CONFIG, ApiPaths.VERSION + CONFIG})
    ModelConfiguration configuration(@PathVariable String model, @PathVariable(required = false) Long version) {
        return reports.configuration(model, version);
    }

    @GetMapping({"/models" + STATISTICS, ApiPaths.MODEL + STATISTICS, ApiPaths.VERSION + STATISTICS})
    StatisticsOfModels statistics(
            @PathVariable(required = false) String model, @PathVariable(required = false) Long version) {
        return new StatisticsOfModels(reports.statistics(model, version));
    }

    @GetMapping({ApiPaths.MODEL + READY, ApiPaths.VERSION + READY})
    ResponseEntity<ModelReadiness> modelReady(
            @PathVariable String model, @PathVariable(required = false) Long version) {
        models.model(model);
        boolean ready = models.find(model, version).isPresent();
        return ResponseEntity.status(status(ready)).body(new ModelReadiness(model, ready));
    }

    @PostMapping({ApiPaths.MODEL + ApiPaths.INFER, ApiPaths.VERSION + ApiPaths.INFER})
    ResponseEntity<?> infer(
            @PathVariable String model, @PathVariable(required = false) Long version, HttpServletRequest request)
            throws IOException {
        Caller caller = callers.of(request);
        return Answers.await(models.use(model, version, caller.timeout(), answering -> {
            ModelSignature signature = new ModelSignature(answering);
            Parsed<InferenceRequest> received = body.read(request, signature, caller.timeout());
            return received.memory().during(() -> {
                InferenceRequest asked = received.request();
                List<ImageInput> images = signature.images(asked, limits.images());
                return classifier
                        .classify(
                                answering,
                                images,
                                signature.evidence(asked),
                                asked.timeout().map(caller::within).orElse(caller))
                        .thenApply(predictions -> body.answer(
                                signature.response(asked, predictions),
                                request.getHeader(HttpHeaders.ACCEPT_ENCODING)));
            });
        }));
    }
}

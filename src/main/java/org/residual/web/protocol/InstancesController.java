package org.residual.web.protocol;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.residual.inference.Classifier;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.request.Caller;
import org.residual.protocol.InstancesRequest;
import org.residual.protocol.InstancesResponse;
import org.residual.protocol.Unsupported;
import org.residual.store.version.Model;
import org.residual.web.answer.Answers;
import org.residual.web.limits.RequestLimits;
import org.residual.web.problem.Problem;
import org.residual.web.protocol.JsonBody.Parsed;
import org.residual.web.request.ApiPaths;
import org.residual.web.request.CallerResolver;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** KServe's protocol, version 1. */
@RestController
@RequestMapping(ApiPaths.V1)
final class InstancesController {
    private static final String MODEL = "/{model}";

    private final ModelResolver models;
    private final JsonBody body;
    private final RequestLimits limits;
    private final Classifier classifier;
    private final CallerResolver callers;

    InstancesController(
            ModelResolver models, JsonBody body, RequestLimits limits, Classifier classifier, CallerResolver callers) {
        this.models = models;
        this.body = body;
        this.limits = limits;
        this.classifier = classifier;
        this.callers = callers;
    }

    /** Lists all models, ready or not. */
    record ModelNames(List<String> models) {}

    /** Whether a model is ready. */
    record ModelState(String name, boolean ready) {}

    @GetMapping
    ModelNames all() {
        return new ModelNames(models.all().stream().map(Model::name).toList());
    }

    @GetMapping(MODEL)
    ModelState model(@PathVariable String model) {
        models.ready(model, null);
        return new ModelState(model, true);
    }

    @PostMapping(ApiPaths.PREDICT_INSTANCES)
    InstancesResponse predict(@PathVariable String model, HttpServletRequest request) throws IOException {
        Caller caller = callers.of(request);
        return Answers.await(models.use(model, null, caller.timeout(), answering -> {
            Parsed<InstancesRequest> parsed = body.read(request, InstancesRequest.class, caller.timeout());
            InstancesRequest asked = parsed.request();
            return parsed.memory()
                    .during(() -> classifier
                            .classify(answering, asked.images(answering, limits.images()), caller)
                            .thenApply(predictions -> asked.response(answering, predictions)));
        }));
    }

    @PostMapping(MODEL + ":explain")
    void explain() {
        throw Problem.NOT_IMPLEMENTED.toException(Unsupported.EXPLANATIONS.sentence());
    }
}

package org.residual.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.residual.inference.Classifier;
import org.residual.inference.ModelResolver;
import org.residual.inference.QueueFullException;
import org.residual.store.ReadyVersion;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Refuses requests for predictions while the queue of their model is full, before they are read and before the
 * framework looks at them: under overload there are many, and what they cost is taken from those that are answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private static final List<PathPattern> PREDICTIONS = List.of(
                    PredictController.BY_DEFAULT_MODEL,
                    PredictController.BY_MODEL,
                    PredictController.BY_VERSION,
                    OpenInferenceController.INFER_BY_MODEL,
                    OpenInferenceController.INFER_BY_VERSION)
            .stream()
            .map(PathPatternParser.defaultInstance::parse)
            .toList();

    private final transient ModelResolver models;
    private final transient DefaultModel defaultModel;
    private final transient Classifier classifier;
    private final transient ProblemWriter problems;

    AdmissionFilter(ModelResolver models, DefaultModel defaultModel, Classifier classifier, ProblemWriter problems) {
        this.models = models;
        this.defaultModel = defaultModel;
        this.classifier = classifier;
        this.problems = problems;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<ReadyVersion> answering =
                HttpMethod.POST.matches(request.getMethod()) ? answering(request.getServletPath()) : Optional.empty();
        if (answering.isPresent()) {
            try {
                classifier.requireRoom(answering.get());
            } catch (QueueFullException e) {
                problems.write(QueueFull.answer(e), request, response);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** Empty if the path is none for predictions, or means no version that is ready, which the controller then tells. */
    private Optional<ReadyVersion> answering(String path) {
        PathContainer parsed = PathContainer.parsePath(path);
        return PREDICTIONS.stream()
                .map(pattern -> pattern.matchAndExtract(parsed))
                .filter(Objects::nonNull)
                .map(PathMatchInfo::getUriVariables)
                .findFirst()
                .flatMap(this::answering);
    }

    private Optional<ReadyVersion> answering(Map<String, String> variables) {
        String version = variables.get("version");
        return version != null && !version.matches("[0-9]{1,9}")
                ? Optional.empty()
                : models.find(
                        variables.getOrDefault("model", defaultModel.name()),
                        version == null ? null : Integer.valueOf(version));
    }
}

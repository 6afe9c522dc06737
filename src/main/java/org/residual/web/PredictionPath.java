package org.residual.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Whom a request for predictions asks, as its path says before the framework has looked at it.
 *
 * @param model the model's name; null if none is named
 * @param version the version, as it stands there; null if none is named
 */
record PredictionPath(String model, String version) {
    private static final List<PathPattern> PREDICTIONS = Stream.of(
                    PredictController.BY_DEFAULT_MODEL,
                    PredictController.BY_MODEL,
                    PredictController.BY_VERSION,
                    OpenInferenceController.INFER_BY_MODEL,
                    OpenInferenceController.INFER_BY_VERSION)
            .map(PathPatternParser.defaultInstance::parse)
            .toList();

    private static final String FOUND = PredictionPath.class.getName();

    /**
     * @return empty if it asks for no prediction
     */
    static Optional<PredictionPath> of(HttpServletRequest request) {
        // More than one filter asks, of every request.
        if (request.getAttribute(FOUND) instanceof PredictionPath found) {
            return Optional.of(found);
        }
        Optional<PredictionPath> path = find(request);
        path.ifPresent(found -> request.setAttribute(FOUND, found));
        return path;
    }

    private static Optional<PredictionPath> find(HttpServletRequest request) {
        if (!HttpMethod.POST.matches(request.getMethod())) {
            return Optional.empty();
        }
        PathContainer path = PathContainer.parsePath(request.getServletPath());
        return PREDICTIONS.stream()
                .map(pattern -> pattern.matchAndExtract(path))
                .filter(Objects::nonNull)
                .map(PathMatchInfo::getUriVariables)
                .map(PredictionPath::of)
                .findFirst();
    }

    private static PredictionPath of(Map<String, String> variables) {
        return new PredictionPath(variables.get("model"), variables.get("version"));
    }
}

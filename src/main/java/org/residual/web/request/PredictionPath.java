package org.residual.web.request;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemException;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.util.NumberUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The model and version in the path of a request for predictions, before the framework has parsed it.
 *
 * @param pattern of the path, one of the controllers'
 * @param variables of the pattern, by their names
 */
public record PredictionPath(String pattern, Map<String, String> variables) {
    private static final List<PathPattern> PREDICTIONS = Stream.of(
                    ApiPaths.PREDICT,
                    ApiPaths.MODEL + ApiPaths.PREDICT,
                    ApiPaths.VERSION + ApiPaths.PREDICT,
                    ApiPaths.V2 + ApiPaths.MODEL + ApiPaths.INFER,
                    ApiPaths.V2 + ApiPaths.VERSION + ApiPaths.INFER,
                    ApiPaths.V1 + ApiPaths.PREDICT_INSTANCES)
            .map(PathPatternParser.defaultInstance::parse)
            .toList();

    private static final String FOUND = PredictionPath.class.getName();

    /**
     * @return the model's name; null if none is named
     */
    public @Nullable String model() {
        return variables.get("model");
    }

    /** @return the version, as written; null if none is named */
    public @Nullable String version() {
        return variables.get("version");
    }

    /**
     * @return the version as a number; null if none is named
     * @throws ProblemException if it is not a number
     */
    public @Nullable Long number() {
        String text = version();
        try {
            return text == null ? null : NumberUtils.parseNumber(text, Long.class);
        } catch (IllegalArgumentException e) {
            throw Problem.MALFORMED_REQUEST.toException("'" + text + "' is not a valid version: use a whole number.");
        }
    }

    /** @return empty if the request is not for a prediction */
    public static Optional<PredictionPath> of(HttpServletRequest request) {
        // Several filters need it, for every request.
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
        for (PathPattern pattern : PREDICTIONS) {
            PathMatchInfo match = pattern.matchAndExtract(path);
            if (match != null) {
                return Optional.of(new PredictionPath(pattern.getPatternString(), match.getUriVariables()));
            }
        }
        return Optional.empty();
    }
}

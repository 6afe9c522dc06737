package org.residual.web.predict;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.image.format.ImageFormat;
import org.residual.web.request.ApiPaths;
import org.residual.web.request.PredictionPath;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Finds the handler of requests for predictions as nearly all clients send them, in a tenth of the time that the
 * framework takes to compare them with all mappings. All other requests, including invalid ones, are left to the
 * framework.
 */
@Component
final class PredictionMapping implements HandlerMapping, Ordered {
    private static final Set<String> PATTERNS =
            Set.of(ApiPaths.PREDICT, ApiPaths.MODEL + ApiPaths.PREDICT, ApiPaths.VERSION + ApiPaths.PREDICT);

    /** All others are left to the framework. */
    private static final Set<String> BODY_TYPES = Stream.concat(
                    Stream.of(ImageFormat.values()).map(ImageFormat::mediaType),
                    Stream.of("image/jpg", MediaType.APPLICATION_OCTET_STREAM_VALUE))
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<String> ACCEPTING = Set.of(MediaType.ALL_VALUE, MediaType.APPLICATION_JSON_VALUE);

    private final HandlerMethod parts;
    private final HandlerMethod body;

    PredictionMapping(PredictController controller) throws NoSuchMethodException {
        parts = method(controller, "predictParts");
        body = method(controller, "predictBody");
    }

    private static HandlerMethod method(PredictController controller, String name) throws NoSuchMethodException {
        return new HandlerMethod(
                controller,
                PredictController.class.getDeclaredMethod(name, HttpServletRequest.class, HttpServletResponse.class));
    }

    /** Runs before the framework's own mappings. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable HandlerExecutionChain getHandler(HttpServletRequest request) {
        Optional<PredictionPath> path =
                PredictionPath.of(request).filter(found -> PATTERNS.contains(found.pattern()) && acceptsJson(request));
        Optional<HandlerMethod> handler = path.flatMap(found -> byType(request.getContentType()));
        if (handler.isEmpty()) {
            return null;
        }
        String pattern = path.get().pattern();
        request.setAttribute(BEST_MATCHING_PATTERN_ATTRIBUTE, pattern);
        request.setAttribute(URI_TEMPLATE_VARIABLES_ATTRIBUTE, path.get().variables());
        ServerHttpObservationFilter.findObservationContext(request)
                .ifPresent(observation -> observation.setPathPattern(pattern));
        return new HandlerExecutionChain(handler.get());
    }

    private static boolean acceptsJson(HttpServletRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        return accepted == null || ACCEPTING.contains(accepted);
    }

    private Optional<HandlerMethod> byType(@Nullable String type) {
        if (type == null) {
            return Optional.of(body);
        }
        int end = type.indexOf(';');
        String name = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        if (name.equals(MediaType.MULTIPART_FORM_DATA_VALUE)) {
            return Optional.of(parts);
        }
        return BODY_TYPES.contains(name) ? Optional.of(body) : Optional.empty();
    }
}

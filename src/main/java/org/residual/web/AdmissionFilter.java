package org.residual.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.residual.inference.Classifier;
import org.residual.inference.ModelResolver;
import org.residual.inference.QueueFullException;
import org.residual.store.ReadyVersion;
import org.residual.store.VersionFolder;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Refuses requests for predictions while the queue of their model is full, before they are read and before the
 * framework looks at them, but not before it is known who asks: under overload there are many, and what they cost is
 * taken from those that are answered.
 */
@Component
@Order(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1)
final class AdmissionFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

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
        Optional<ReadyVersion> answering = PredictionPath.of(request).flatMap(this::answering);
        if (answering.isPresent()) {
            try {
                classifier.requireRoom(answering.get());
            } catch (QueueFullException e) {
                RequestTimelineFilter.timelineOf(request).answeredBy(answering.get());
                problems.write(QueueFull.answer(e), request, response);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** Empty if it means no version that is ready, which the controller then tells. */
    private Optional<ReadyVersion> answering(PredictionPath path) {
        String model = path.model() == null ? defaultModel.name() : path.model();
        if (path.version() == null) {
            return models.find(model, null);
        }
        OptionalLong version = VersionFolder.number(path.version());
        return version.isPresent() ? models.find(model, version.getAsLong()) : Optional.empty();
    }
}

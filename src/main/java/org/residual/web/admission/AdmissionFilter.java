package org.residual.web.admission;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.residual.connection.ClientConnections;
import org.residual.inference.admission.Admission;
import org.residual.inference.admission.Entry;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.request.ClientGoneException;
import org.residual.inference.request.DeadlineExceededException;
import org.residual.inference.request.QueueFullException;
import org.residual.inference.request.RequestTimeline;
import org.residual.inference.request.RequestTimeline.Part;
import org.residual.store.file.VersionFolder;
import org.residual.store.version.ReadyVersion;
import org.residual.web.answer.Answers;
import org.residual.web.body.WatchedBody;
import org.residual.web.limits.QueueFull;
import org.residual.web.limits.RequestThreads;
import org.residual.web.problem.ErrorBodies;
import org.residual.web.problem.ProblemWriter;
import org.residual.web.request.CallerResolver;
import org.residual.web.request.DefaultModel;
import org.residual.web.request.PredictionPath;
import org.residual.web.request.RequestTimelineFilter;
import org.slf4j.MDC;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterProperties;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Holds requests for predictions back while the queue of their model is full: after authentication, but before the body
 * is read and before the framework handles them. A waiting request holds no thread: when it is admitted or refused, the
 * server dispatches it again.
 */
@Component
@Order(SecurityFilterProperties.DEFAULT_FILTER_ORDER + 1)
final class AdmissionFilter extends OncePerRequestFilter {
    private final ModelResolver models;
    private final DefaultModel defaultModel;
    private final Admission admission;
    private final CallerResolver callers;
    private final ClientConnections clients;
    private final RequestThreads threads;
    private final ProblemWriter problems;

    AdmissionFilter(
            ModelResolver models,
            DefaultModel defaultModel,
            Admission admission,
            CallerResolver callers,
            ClientConnections clients,
            RequestThreads threads,
            ProblemWriter problems) {
        this.models = models;
        this.defaultModel = defaultModel;
        this.admission = admission;
        this.callers = callers;
        this.clients = clients;
        this.threads = threads;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    /**
     * If an answer could not be sent, the server dispatches the same request again for an error page, which nobody
     * sees.
     */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Optional<ParkedRequest> parked = ParkedRequest.of(request);
        if (parked.isPresent()) {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                resume(parked.get(), request, response, chain);
            }
            return;
        }
        Optional<PredictionPath> path = PredictionPath.of(request);
        if (path.isEmpty() || request.getDispatcherType() != DispatcherType.REQUEST) {
            chain.doFilter(request, response);
            return;
        }
        Optional<ReadyVersion> answering = path.flatMap(this::answering);
        if (answering.isEmpty()) {
            keepThread(request, response, chain);
            return;
        }
        CompletableFuture<Entry> entry = admission.ask(answering.get(), arrival(request), callers.ofUnread(request));
        if (entry.isDone()) {
            goOn(answering.get(), entry, request, response, chain);
        } else {
            ParkedRequest.park(answering.get(), entry, request, response);
        }
    }

    private BooleanSupplier arrival(HttpServletRequest request) {
        return WatchedBody.of(request).arrival(request.getContentLengthLong(), clients.unread(request));
    }

    private void resume(
            ParkedRequest parked, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Map<String, String> before = ParkedRequest.marksOfThisThread();
        MDC.setContextMap(parked.marks());
        try {
            goOn(parked.version(), parked.entry(), request, response, chain);
        } finally {
            MDC.setContextMap(before);
        }
    }

    private void goOn(
            ReadyVersion version,
            CompletableFuture<Entry> coming,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        RequestTimeline timeline = RequestTimelineFilter.timelineOf(request);
        timeline.end(Part.ADMISSION);
        Entry entry;
        try {
            entry = Answers.await(coming);
        } catch (QueueFullException | DeadlineExceededException | ClientGoneException e) {
            timeline.answeredBy(version);
            refuse(e, request, response);
            return;
        }
        try (entry) {
            keepThread(request, response, chain);
        }
    }

    private void keepThread(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (threads.take(request)) {
            chain.doFilter(request, response);
        } else {
            problems.write(QueueFull.answer(threads), request, response);
        }
    }

    private void refuse(RuntimeException reason, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (reason instanceof QueueFullException full) {
            problems.write(QueueFull.answer(full), request, response);
        } else if (reason instanceof DeadlineExceededException late) {
            problems.write(QueueFull.answer(late), request, response);
        } else {
            response.setStatus(ErrorBodies.CLIENT_CLOSED_REQUEST);
        }
    }

    /** Empty if the version is not ready; the controller then reports it. */
    private Optional<ReadyVersion> answering(PredictionPath path) {
        String model = path.model() == null ? defaultModel.name() : path.model();
        if (path.version() == null) {
            return models.find(model, null);
        }
        OptionalLong version = VersionFolder.number(path.version());
        return version.isPresent() ? models.find(model, version.getAsLong()) : Optional.empty();
    }
}

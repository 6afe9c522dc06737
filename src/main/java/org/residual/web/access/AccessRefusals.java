package org.residual.web.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.residual.access.Scope;
import org.residual.access.UncheckedCredentialException;
import org.residual.web.problem.Problem;
import org.residual.web.problem.ProblemWriter;
import org.residual.web.request.PredictionPath;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/** Refuses requests, with RFC 6750's headers, and says which credential is missing. */
@Component
final class AccessRefusals implements AuthenticationEntryPoint, AccessDeniedHandler {
    private static final String CHALLENGE = "Bearer realm=\"residual\"";

    /** As long as fetching the issuer's keys takes. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ProblemWriter problems;

    AccessRefusals(ProblemWriter problems) {
        this.problems = problems;
    }

    /** The credential is missing or invalid. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
            throws IOException {
        if (refusal.getCause() instanceof UncheckedCredentialException unchecked) {
            problems.write(
                    Problem.ISSUER_UNREACHABLE.toAnswer(
                            SOON, seconds -> unchecked.getMessage() + " Try again in " + seconds + " s."),
                    request,
                    response);
        } else if (refusal instanceof AuthenticationCredentialsNotFoundException) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
            problems.write(
                    Problem.UNAUTHORIZED.toAnswer("Send a key or a token, as 'Authorization: Bearer …' or '"
                            + SentCredential.KEY_HEADER + ": …'."),
                    request,
                    response);
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE + ", error=\"invalid_token\"");
            problems.write(Problem.UNAUTHORIZED.toAnswer(refusal.getMessage()), request, response);
        }
    }

    /** The credential is valid, but does not have the required scope. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        Scope needed = PredictionPath.of(request).isPresent() ? Scope.PREDICT : Scope.MANAGE;
        response.setHeader(
                HttpHeaders.WWW_AUTHENTICATE,
                CHALLENGE + ", error=\"insufficient_scope\", scope=\"" + needed.word() + "\"");
        problems.write(
                Problem.FORBIDDEN.toAnswer("The credential does not have the scope '" + needed.word() + "'."),
                request,
                response);
    }

    /** No credential is configured, and the request is not from a program on this machine. */
    void refuseFromElsewhere(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        String seen = ConnectionOrigin.of(request) == ConnectionOrigin.THIS_MACHINE_BY_FOREIGN_NAME
                ? "was sent to the host '" + request.getHeader(HttpHeaders.HOST) + "'"
                : "comes from a page, a proxy or another machine";
        problems.write(
                Problem.FORBIDDEN.toAnswer("Without a key of the scope '" + Scope.MANAGE.word()
                        + "' only programs on the service's own machine may do this, at localhost; this request " + seen
                        + ". Configure a key with residual.access.keys."),
                request,
                response);
    }
}

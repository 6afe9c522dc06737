package org.residual.failure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.NestedExceptionUtils;

/** Names the setting that the web server refuses, such as a port beyond 65535. */
final class WebServerFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {
    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, WebServerException cause) {
        // Spring Boot explains everything else, such as a port in use.
        return NestedExceptionUtils.getMostSpecificCause(cause) instanceof IllegalArgumentException refused
                ? new FailureAnalysis(
                        "The web server cannot start: " + refused.getMessage() + ".",
                        "Correct the settings that begin with server or management.server.",
                        cause)
                : null;
    }
}

package org.residual.failure;

import org.residual.image.webp.WebpUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service cannot start without libwebp. */
final class WebpFailureAnalyzer extends AbstractFailureAnalyzer<WebpUnavailableException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, WebpUnavailableException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}

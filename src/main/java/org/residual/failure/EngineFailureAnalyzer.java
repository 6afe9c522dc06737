package org.residual.failure;

import org.residual.nn.device.EngineUnavailableException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service cannot start without the engine's library. */
final class EngineFailureAnalyzer extends AbstractFailureAnalyzer<EngineUnavailableException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, EngineUnavailableException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}

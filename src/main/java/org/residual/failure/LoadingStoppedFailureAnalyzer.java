package org.residual.failure;

import org.residual.store.loading.LoadingStoppedException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service was stopped before it had started. */
final class LoadingStoppedFailureAnalyzer extends AbstractFailureAnalyzer<LoadingStoppedException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, LoadingStoppedException cause) {
        return new FailureAnalysis("The service was stopped while it was loading its models.", null, cause);
    }
}

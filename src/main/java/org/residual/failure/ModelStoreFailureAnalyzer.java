package org.residual.failure;

import org.residual.store.file.InvalidModelException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service cannot start without a model store. */
final class ModelStoreFailureAnalyzer extends AbstractFailureAnalyzer<InvalidModelException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, InvalidModelException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Set residual.model-store to the folder that holds the models.", cause);
    }
}

package org.residual.failure;

import org.residual.bucket.BucketException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service cannot start without the models of its bucket. */
final class BucketFailureAnalyzer extends AbstractFailureAnalyzer<BucketException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, BucketException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set residual.model-store, residual.store.s3.* and AWS's environment variables so that the models can be"
                        + " read.",
                cause);
    }
}

package org.residual.failure;

import org.residual.inference.predictor.MissingGpuException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service does not start without its GPUs. */
final class MissingGpuFailureAnalyzer extends AbstractFailureAnalyzer<MissingGpuException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, MissingGpuException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Give the service the GPU, CUDA's libraries and a PyTorch built for CUDA, or let it fall back on other"
                        + " devices with residual.predictors.gpu.if-missing=fall-back.",
                cause);
    }
}

package org.residual.failure;

import org.residual.settings.source.UnknownSettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains that the service does not start with an unknown setting. */
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnknownSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, UnknownSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Correct or remove it; docs/configuration.md lists all settings.", cause);
    }
}

package org.residual.failure;

import org.residual.settings.source.UnknownSettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in words that the service does not start with a setting that does not exist. */
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnknownSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, UnknownSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Correct it or leave it out; docs/configuration.md lists all settings.", cause);
    }
}

package org.residual.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.NoSuchSslBundleException;

/** Explains that a server's TLS bundle is not defined. */
final class TlsBundleFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchSslBundleException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, NoSuchSslBundleException cause) {
        return new FailureAnalysis(
                "There is no TLS bundle named '" + cause.getBundleName() + "'.",
                "Define it under spring.ssl.bundle, or correct server.ssl.bundle, management.server.ssl.bundle or"
                        + " residual.grpc.ssl-bundle.",
                cause);
    }
}

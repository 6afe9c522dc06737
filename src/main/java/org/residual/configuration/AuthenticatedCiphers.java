package org.residual.configuration;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * TLS bundles. A bundle without cipher suites gets those of Java with authenticated encryption and forward secrecy (RFC
 * 9325, 4.2): no CBC, no RSA key exchange.
 */
final class AuthenticatedCiphers extends DefaultSslBundleRegistry {

    @Override
    public void registerBundle(String name, SslBundle bundle) {
        super.registerBundle(name, withCiphers(bundle));
    }

    @Override
    public void updateBundle(String name, SslBundle renewed) {
        super.updateBundle(name, withCiphers(renewed));
    }

    private static SslBundle withCiphers(SslBundle bundle) {
        SslOptions options = bundle.getOptions();
        return options.getCiphers() != null
                ? bundle
                : SslBundle.of(
                        bundle.getStores(),
                        bundle.getKey(),
                        SslOptions.of(ciphers(), options.getEnabledProtocols()),
                        bundle.getProtocol(),
                        bundle.getManagers());
    }

    private static String[] ciphers() {
        try {
            return Arrays.stream(
                            SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
                    .filter(AuthenticatedCiphers::isAuthenticated)
                    .toArray(String[]::new);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has TLS.", e);
        }
    }

    private static boolean isAuthenticated(String suite) {
        return (suite.contains("_GCM_") || suite.contains("_CHACHA20_")) && !suite.startsWith("TLS_RSA_");
    }
}

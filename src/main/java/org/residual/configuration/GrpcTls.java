package org.residual.configuration;

import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.residual.settings.GrpcProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** TLS for gRPC from a bundle; after the bundle is renewed, new connections get the new certificate. */
final class GrpcTls {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcTls.class);

    private final AdvancedTlsX509KeyManager key = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trust;

    private GrpcTls(SslBundle bundle) throws GeneralSecurityException, IOException {
        this.trust = AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                .build();
        use(bundle);
    }

    /**
     * @return TLS if the properties name a bundle, otherwise none
     * @throws InvalidConfigurationPropertyValueException if there is no such bundle, or it has no key
     */
    static ServerCredentials of(GrpcProperties grpc, SslBundles bundles) throws IOException {
        if (grpc.sslBundle() == null) {
            return InsecureServerCredentials.create();
        }
        try {
            GrpcTls tls = new GrpcTls(bundles.getBundle(grpc.sslBundle()));
            bundles.addBundleUpdateHandler(grpc.sslBundle(), tls::renew);
            return TlsServerCredentials.newBuilder()
                    .keyManager(tls.key)
                    .trustManager(tls.trust)
                    .clientAuth(
                            switch (grpc.clientAuth()) {
                                case NONE -> ClientAuth.NONE;
                                case WANT -> ClientAuth.OPTIONAL;
                                case NEED -> ClientAuth.REQUIRE;
                            })
                    .build();
        } catch (NoSuchSslBundleException | GeneralSecurityException e) {
            throw new InvalidConfigurationPropertyValueException(
                    "residual.grpc.ssl-bundle", grpc.sslBundle(), "It cannot be used: " + e.getMessage() + ".");
        }
    }

    private void renew(SslBundle bundle) {
        try {
            use(bundle);
            LOG.info("gRPC is served with a new certificate");
        } catch (GeneralSecurityException | IOException e) {
            LOG.error("gRPC is served with the previous certificate: {}", e.getMessage());
        }
    }

    private void use(SslBundle bundle) throws GeneralSecurityException, IOException {
        KeyStore keys = bundle.getStores().getKeyStore();
        if (keys == null) {
            throw new GeneralSecurityException("it has no key store");
        }
        String alias = alias(bundle, keys);
        String password = bundle.getKey().getPassword() != null
                ? bundle.getKey().getPassword()
                : bundle.getStores().getKeyStorePassword();
        PrivateKey privateKey = (PrivateKey) keys.getKey(alias, password == null ? null : password.toCharArray());
        Certificate[] chain = keys.getCertificateChain(alias);
        if (privateKey == null || chain == null) {
            throw new GeneralSecurityException("its key store has no key '" + alias + "'");
        }
        key.updateIdentityCredentials(
                Arrays.stream(chain).map(X509Certificate.class::cast).toArray(X509Certificate[]::new), privateKey);
        trust.updateTrustCredentials(trusted(bundle.getStores().getTrustStore()));
    }

    private static String alias(SslBundle bundle, KeyStore keys) throws GeneralSecurityException {
        String named = bundle.getKey().getAlias();
        if (named != null) {
            return named;
        }
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.isKeyEntry(alias)) {
                return alias;
            }
        }
        throw new GeneralSecurityException("its key store has no key");
    }

    private static X509Certificate[] trusted(@Nullable KeyStore store) throws GeneralSecurityException {
        if (store == null) {
            return new X509Certificate[0];
        }
        List<String> aliases = Collections.list(store.aliases());
        X509Certificate[] certificates = new X509Certificate[aliases.size()];
        for (int i = 0; i < certificates.length; i++) {
            certificates[i] = (X509Certificate) store.getCertificate(aliases.get(i));
        }
        return certificates;
    }
}

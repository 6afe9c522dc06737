package org.residual.configuration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the TLS bundles, as Spring Boot would. */
@Configuration(proxyBeanMethods = false)
class TlsConfiguration {
    @Bean
    AuthenticatedCiphers sslBundles(ObjectProvider<SslBundleRegistrar> registrars) {
        AuthenticatedCiphers bundles = new AuthenticatedCiphers();
        registrars.orderedStream().forEach(registrar -> registrar.registerBundles(bundles));
        return bundles;
    }
}

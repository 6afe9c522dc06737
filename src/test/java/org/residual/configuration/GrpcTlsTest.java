package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.settings.GrpcProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.web.server.Ssl.ClientAuth;

class GrpcTlsTest {
    private static KeyStore emptyKeyStore() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        return keys;
    }

    @ParameterizedTest(name = "of the alias {0}")
    @NullSource
    @ValueSource(strings = "other")
    void isStoppedByABundleWithoutTheKey(String alias) throws Exception {
        SslBundle bundle = SslBundle.of(SslStoreBundle.of(emptyKeyStore(), null, null), SslBundleKey.of(null, alias));
        assertThatThrownBy(() -> GrpcTls.of(
                        new GrpcProperties(true, 0, "doors", ClientAuth.NONE),
                        new DefaultSslBundleRegistry("doors", bundle)))
                .isInstanceOfSatisfying(
                        InvalidConfigurationPropertyValueException.class,
                        invalid -> assertThat(invalid.getReason())
                                .startsWith("It cannot be used: its key store has no key"));
    }
}

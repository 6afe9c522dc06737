package org.residual.configuration;

import java.util.Objects;
import java.util.Optional;
import org.residual.access.Credentials;
import org.residual.access.JsonWebTokens;
import org.residual.access.Tokens;
import org.residual.settings.ResidualProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/** Collects the configured credentials. */
@Configuration(proxyBeanMethods = false)
class CredentialsConfiguration {
    private static final String AUDIENCES = "spring.security.oauth2.resourceserver.jwt.audiences";

    @Bean
    Credentials credentials(
            ResidualProperties properties,
            ObjectProvider<JwtDecoder> decoder,
            ObjectProvider<JwtAuthenticationConverter> authorities,
            ObjectProvider<OAuth2ResourceServerProperties> issued) {
        Optional<Tokens> tokens = Optional.ofNullable(decoder.getIfAvailable())
                .map(checking -> new JsonWebTokens(
                        checking,
                        authorities.getIfAvailable(JwtAuthenticationConverter::new),
                        properties.access().tokenRates()));
        if (tokens.isPresent() && issued.getObject().getJwt().getAudiences().isEmpty()) {
            throw new InvalidConfigurationPropertyValueException(
                    AUDIENCES, null, "Without it, tokens for other services would be accepted here.");
        }
        return new Credentials(properties.access().apiKeys(), tokens);
    }

    /** A token without expiry cannot be revoked. */
    @Bean
    OAuth2TokenValidator<Jwt> tokensThatEnd() {
        return new JwtClaimValidator<>(JwtClaimNames.EXP, Objects::nonNull);
    }
}

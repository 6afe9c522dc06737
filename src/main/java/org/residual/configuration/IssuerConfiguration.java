package org.residual.configuration;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.residual.access.IssuerKeys;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder.JwkSetUriJwtDecoderBuilder;
import org.springframework.web.client.RestTemplate;

/** Checks an issuer's tokens with its cached keys; Spring Boot's decoder would contact the issuer during requests. */
@Configuration(proxyBeanMethods = false)
@Conditional(IssuerConfiguration.AnIssuer.class)
class IssuerConfiguration {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);

    @Bean
    IssuerKeys issuerKeys(OAuth2ResourceServerProperties issued) {
        return new IssuerKeys(() -> fetch(issued.getJwt()), System::nanoTime);
    }

    @Bean
    JwtDecoder issuedTokens(
            IssuerKeys keys,
            OAuth2ResourceServerProperties issued,
            ObjectProvider<OAuth2TokenValidator<Jwt>> validators) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        // RFC 9068 has a type of its own; the validators check the claims.
        processor.setJWSTypeVerifier((type, context) -> {});
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms(issued.getJwt()), keys));
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(
                validators(issued.getJwt(), validators.orderedStream().toList())));
        return decoder;
    }

    private static List<OAuth2TokenValidator<Jwt>> validators(
            OAuth2ResourceServerProperties.Jwt issued, List<OAuth2TokenValidator<Jwt>> others) {
        List<OAuth2TokenValidator<Jwt>> validators = new ArrayList<>(others);
        if (issued.getIssuerUri() != null) {
            validators.add(new JwtIssuerValidator(issued.getIssuerUri()));
        }
        validators.add(new JwtClaimValidator<List<String>>(
                JwtClaimNames.AUD,
                audience -> audience != null && !Collections.disjoint(audience, issued.getAudiences())));
        return validators;
    }

    /** With an issuer's metadata, all algorithms of its keys; with the keys' URL alone, the configured ones. */
    private static Set<JWSAlgorithm> algorithms(OAuth2ResourceServerProperties.Jwt issued) {
        if (issued.getJwkSetUri() != null) {
            return issued.getJwsAlgorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet());
        }
        Set<JWSAlgorithm> algorithms = new HashSet<>(JWSAlgorithm.Family.RSA);
        algorithms.addAll(JWSAlgorithm.Family.EC);
        return algorithms;
    }

    /** The builder finds the URL of an issuer's keys and fetches them; its decoder is not needed. */
    private static JWKSet fetch(OAuth2ResourceServerProperties.Jwt issued) throws KeySourceException {
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(LONGEST_SILENCE);
        requests.setReadTimeout(LONGEST_SILENCE);
        JwkSetUriJwtDecoderBuilder builder = issued.getJwkSetUri() == null
                ? NimbusJwtDecoder.withIssuerLocation(issued.getIssuerUri())
                : NimbusJwtDecoder.withJwkSetUri(issued.getJwkSetUri());
        AtomicReference<JWKSource<SecurityContext>> keys = new AtomicReference<>();
        builder.restOperations(new RestTemplate(requests))
                .jwsAlgorithm(SignatureAlgorithm.RS256)
                .jwtProcessorCustomizer(processor -> keys.set(
                        ((JWSVerificationKeySelector<SecurityContext>) processor.getJWSKeySelector()).getJWKSource()))
                .build();
        JWKSource<SecurityContext> published = Objects.requireNonNull(keys.get(), "build() has run the customizer");
        return new JWKSet(published.get(new JWKSelector(new JWKMatcher.Builder().build()), null));
    }

    /** Whether an issuer is configured. */
    static final class AnIssuer extends AnyNestedCondition {
        AnIssuer() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri")
        static class ByName {}

        @ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.jwk-set-uri")
        static class ByKeys {}
    }
}

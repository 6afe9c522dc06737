package org.residual;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.residual.ServiceClient.Answer;
import org.residual.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tokens of an issuer, whose metadata and keys are fetched from it. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class TokensHttpTest {
    private static final String AUDIENCE = "residual";
    private static final String UNLOAD_NOTHING = "/v2/repository/models/nothing/unload";

    private static HttpServer issuer;
    private static RSAKey key;

    private final ServiceClient client;

    TokensHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @BeforeAll
    static void startAnIssuer() throws JOSEException, IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.start();
        key = new RSAKeyGenerator(2048).keyID("current").generate();
        serve("/.well-known/openid-configuration", """
                {"issuer": "%s", "jwks_uri": "%s/keys", "subject_types_supported": ["public"]}""".formatted(name(), name()));
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
    }

    @AfterAll
    static void stopTheIssuer() {
        issuer.stop(0);
    }

    @DynamicPropertySource
    static void trustTheIssuer(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", TokensHttpTest::name);
        registry.add("spring.security.oauth2.resourceserver.jwt.audiences", () -> AUDIENCE);
    }

    private static void serve(String path, String json) {
        issuer.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String name() {
        return "http://localhost:" + issuer.getAddress().getPort();
    }

    private static JWTClaimsSet.Builder claims(String scope) {
        return new JWTClaimsSet.Builder()
                .issuer(name())
                .audience(AUDIENCE)
                .subject("somebody")
                .claim("scope", scope)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey by) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("current").build(), claims.build());
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return signed(claims, key);
    }

    private Answer predict(String token) {
        return client.predict(
                "/predict", List.of(FilePart.of(Path.of("samples/three.png"))), "Authorization", "Bearer " + token);
    }

    private void assertOpensNothing(String token) {
        Answer refused = predict(token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.response().headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"residual\", error=\"invalid_token\"");
    }

    @Test
    void aTokenWithTheScopeOpens() throws Exception {
        assertThat(predict(signed(claims("openid predict"))).status()).isEqualTo(200);
        // It is let in, and there is no such model.
        assertThat(client.post(
                                UNLOAD_NOTHING,
                                "application/json",
                                new byte[0],
                                "Authorization",
                                "Bearer " + signed(claims("manage")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aTokenWithoutTheScopeIsToldWhatItLacks() throws Exception {
        assertThat(predict(signed(claims("manage"))).status()).isEqualTo(403);
        assertThat(predict(signed(claims("openid"))).status()).isEqualTo(403);
        assertThat(client.post(
                                UNLOAD_NOTHING,
                                "application/json",
                                new byte[0],
                                "Authorization",
                                "Bearer " + signed(claims("predict")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aTokenWhoseTimeIsOverOpensNothing() throws Exception {
        assertOpensNothing(
                signed(claims("predict").expirationTime(Date.from(Instant.now().minus(Duration.ofHours(1))))));
    }

    @Test
    void aTokenThatNeverEndsOpensNothing() throws Exception {
        assertOpensNothing(signed(claims("predict").expirationTime(null)));
    }

    @Test
    void aTokenForAnotherServiceOpensNothing() throws Exception {
        assertOpensNothing(signed(claims("predict").audience("elsewhere")));
    }

    @Test
    void aTokenOfAnotherIssuerOpensNothing() throws Exception {
        assertOpensNothing(signed(claims("predict").issuer("http://localhost:1")));
    }

    @Test
    void aTokenThatSomebodyElseHasSignedOpensNothing() throws Exception {
        assertOpensNothing(signed(
                claims("predict"), new RSAKeyGenerator(2048).keyID("current").generate()));
    }

    @Test
    void aTokenThatNobodyHasSignedOpensNothing() {
        assertOpensNothing(new PlainJWT(claims("predict").build()).serialize());
    }

    @Test
    void nothingIsOpenWithoutAToken() {
        assertThat(client.get("/models").status()).isEqualTo(401);
        assertOpensNothing("no-token-at-all");
    }
}

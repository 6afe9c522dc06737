package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tokens of an issuer, whose metadata and keys are fetched. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class TokensHttpTest {
    private static final String UNLOAD_NOTHING = "/v2/repository/models/nothing/unload";

    private static Issuer issuer;

    private final ServiceClient client;

    TokensHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @AfterAll
    static void stopTheIssuer() {
        issuer.close();
    }

    @DynamicPropertySource
    static void trustAnIssuer(DynamicPropertyRegistry registry) throws IOException, JOSEException {
        issuer = Issuer.start();
        issuer.configure(registry);
    }

    private static JWTClaimsSet.Builder claims(String scope) {
        return issuer.claims(scope);
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return issuer.signed(claims);
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
        // It has access, but there is no such model.
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
        assertOpensNothing(Issuer.signed(claims("predict"), new RSAKeyGenerator(2048).generate(), "current"));
    }

    @Test
    void aTokenThatNobodyHasSignedOpensNothing() {
        assertOpensNothing(new PlainJWT(claims("predict").build()).serialize());
    }

    @Test
    void tokensWithUnknownKeysMakeNoCallEach() throws Exception {
        assertThat(predict(signed(claims("predict"))).status()).isEqualTo(200);
        int before = issuer.calls();
        for (int i = 0; i < 60; i++) {
            assertOpensNothing(issuer.signedAs("unknown-" + i, claims("predict")));
        }

        // A fetch takes two requests, for the metadata and for the keys.
        assertThat(issuer.calls() - before).isLessThan(60 / 2);
    }

    @Test
    void nothingIsOpenWithoutAToken() {
        assertThat(client.get("/models").status()).isEqualTo(401);
        assertOpensNothing("no-token-at-all");
    }
}

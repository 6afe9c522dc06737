package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.residual.access.KeyHash;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.residual.support.TestKeys;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** How credentials are sent, and the answers to requests without access. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "residual.cors.allowed-origins=https://gallery.example")
@ContextConfiguration(initializers = TestKeys.Configured.class)
class AccessHttpTest {
    static {
        // By default the JDK's client restricts these headers; browsers send them.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin");
    }

    private static final String PROBLEMS = "urn:residual:problem:";
    private static final List<FilePart> THREE = List.of(FilePart.of(Path.of("samples/three.png")));
    private static final byte[] NOTHING = {};
    private static final String SELDOM = "the key of who may ask three times";

    private final ServiceClient client;

    AccessHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @DynamicPropertySource
    static void aKeyForThreeRequests(DynamicPropertyRegistry registry) {
        registry.add("residual.access.keys.seldom.sha256", () -> KeyHash.of(SELDOM));
        registry.add("residual.access.keys.seldom.scopes", () -> "predict");
        registry.add("residual.access.keys.seldom.rate.per-second", () -> 0.001);
        registry.add("residual.access.keys.seldom.rate.burst", () -> 3);
    }

    private static String header(Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse(null);
    }

    private static String type(Answer answer) {
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        return answer.json().path("type").stringValue();
    }

    @Test
    void aKeyComesAsBearerOrInAHeaderOfItsOwn() {
        for (String[] sent : List.of(
                new String[] {"Authorization", "Bearer " + TestKeys.PREDICTS},
                new String[] {"Authorization", "bearer " + TestKeys.PREDICTS},
                new String[] {"X-API-Key", TestKeys.PREDICTS})) {
            assertThat(client.predict("/predict", THREE, sent).status()).isEqualTo(200);
        }
    }

    @Test
    void aKeyInTheAddressIsNone() {
        assertThat(client.predict("/predict?access_token=" + TestKeys.PREDICTS.replace(' ', '+'), THREE)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whoHasNoKeyIsToldHowToSendOne() {
        Answer refused = client.predict("/predict", THREE);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(type(refused)).isEqualTo(PROBLEMS + "unauthorized");
        assertThat(refused.json().path("detail").stringValue()).contains("X-API-Key");
        assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Bearer realm=\"residual\"");
        assertThat(refused.json().path("request_id").stringValue()).isEqualTo(header(refused, "X-Request-Id"));
    }

    @Test
    void anUnknownKeyIsToldSo() {
        Answer refused = client.get("/models", "X-API-Key", TestKeys.UNKNOWN);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(type(refused)).isEqualTo(PROBLEMS + "unauthorized");
        assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Bearer realm=\"residual\", error=\"invalid_token\"");
    }

    @Test
    void aKeyThatAllowsOtherThingsIsToldWhatItLacks() {
        Answer refused = client.predict("/predict", THREE, "X-API-Key", TestKeys.MANAGES);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(type(refused)).isEqualTo(PROBLEMS + "forbidden");
        assertThat(refused.json().path("detail").stringValue()).contains("'predict'");
        assertThat(header(refused, "WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"residual\", error=\"insufficient_scope\", scope=\"predict\"");
    }

    @Test
    void theProtocolHasErrorsOfItsOwn() {
        Answer unauthorized = client.get("/v2/models/digits-resnet");
        Answer forbidden = client.post(
                "/v2/repository/models/digits-resnet/unload",
                "application/json",
                NOTHING,
                "X-API-Key",
                TestKeys.PREDICTS);

        assertThat(unauthorized.status()).isEqualTo(401);
        assertThat(unauthorized.contentType()).isEqualTo("application/json");
        assertThat(unauthorized.json().path("error").stringValue()).contains("X-API-Key");
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.json().path("error").stringValue()).contains("'manage'");
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() {
        for (int i = 0; i < 3; i++) {
            assertThat(client.get("/models", "X-API-Key", SELDOM).status()).isEqualTo(200);
        }
        Answer refused = client.predict("/predict", THREE, "X-API-Key", SELDOM);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(type(refused)).isEqualTo(PROBLEMS + "rate-limited");
        assertThat(Integer.parseInt(header(refused, "Retry-After"))).isBetween(1, 1000);
        assertThat(client.predict("/predict", THREE, "X-API-Key", TestKeys.PREDICTS)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void pagesOfOtherOriginsAskBeforehandWithoutAKeyAndMayReadRefusals() {
        String page = "https://gallery.example";
        Answer preflight = client.send(
                "OPTIONS",
                "/predict",
                null,
                BodyPublishers.noBody(),
                "Origin",
                page,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization");
        Answer refused = client.predict("/predict", THREE, "Origin", page);

        assertThat(preflight.status()).isEqualTo(200);
        assertThat(header(preflight, "Access-Control-Allow-Headers")).isEqualTo("authorization");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(header(refused, "Access-Control-Allow-Origin")).isEqualTo(page);
        assertThat(header(refused, "Access-Control-Expose-Headers")).contains("WWW-Authenticate", "Retry-After");
    }
}

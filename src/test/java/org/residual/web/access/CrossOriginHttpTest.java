package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Pages of other origins can send requests if the configuration allows it. */
class CrossOriginHttpTest {
    static {
        // By default the JDK's client restricts these headers; browsers send them.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin");
    }

    private static final String PAGE = "https://gallery.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";
    private static final FilePart DIGIT = FilePart.of(Path.of("samples/three.png"));

    private static Answer preflight(ServiceClient client, String origin) {
        return client.send(
                "OPTIONS",
                "/predict",
                null,
                BodyPublishers.noBody(),
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,x-request-id");
    }

    private static String header(Answer answer, String name) {
        return answer.response().headers().firstValue(name).orElse(null);
    }

    @Nested
    @SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
    class ByDefault {
        private final ServiceClient client;

        ByDefault(@LocalServerPort int port) {
            this.client = new ServiceClient(port);
        }

        @Test
        void noPageIsAllowed() {
            Answer refused = client.predict("/predict", List.of(DIGIT), "Origin", PAGE);

            assertThat(header(preflight(client, PAGE), ALLOWED)).isNull();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(header(refused, ALLOWED)).isNull();
        }
    }

    @Nested
    @SpringBootTest(
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = "residual.cors.allowed-origins=https://gallery.example,http://localhost:3000")
    class WithOriginsNamed {
        private final ServiceClient client;

        WithOriginsNamed(@LocalServerPort int port) {
            this.client = new ServiceClient(port);
        }

        @Test
        void theirPagesMayAskBeforehand() {
            Answer answer = preflight(client, PAGE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(header(answer, ALLOWED)).isEqualTo(PAGE);
            assertThat(header(answer, "Access-Control-Allow-Methods")).contains("POST");
            assertThat(header(answer, "Access-Control-Allow-Headers")).contains("content-type", "x-request-id");
        }

        @Test
        void theirPagesMayReadAnswersAndErrors() {
            Answer answer = client.predict("/predict", List.of(DIGIT), "Origin", PAGE);
            Answer error = client.predict("/models/nobody/predict", List.of(DIGIT), "Origin", PAGE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(header(answer, ALLOWED)).isEqualTo(PAGE);
            assertThat(header(answer, "Access-Control-Expose-Headers")).contains("X-Request-Id", "Retry-After");
            assertThat(error.status()).isEqualTo(404);
            assertThat(header(error, ALLOWED)).isEqualTo(PAGE);
        }

        @Test
        void theirPagesMayNotLoadAndUnload() {
            Answer refused = client.send(
                    "POST",
                    "/v2/repository/models/digits-convbnnet/unload",
                    "text/plain",
                    BodyPublishers.noBody(),
                    "Origin",
                    PAGE);

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.json().path("error").stringValue()).contains("residual.access.keys");
        }

        @Test
        void otherPagesAreToldSo() {
            Answer refused = client.predict("/predict", List.of(DIGIT), "Origin", "https://elsewhere.example");

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.contentType()).isEqualTo("application/problem+json");
            assertThat(refused.json().path("type").stringValue()).isEqualTo("urn:residual:problem:origin-not-allowed");
            assertThat(refused.json().path("detail").stringValue()).contains("https://elsewhere.example");
            assertThat(header(refused, ALLOWED)).isNull();
        }

        @Test
        void clientsThatAreNoPagesAreNotConcerned() {
            assertThat(client.predict("/predict", DIGIT).status()).isEqualTo(200);
        }
    }
}

package org.residual.web.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The headers for browsers in every answer. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class HeadersHttpTest {
    private final ServiceClient client;
    private final ServiceClient management;

    HeadersHttpTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
    }

    private static void assertHeaders(HttpHeaders headers) {
        assertThat(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(headers.allValues("Cross-Origin-Opener-Policy")).containsExactly("same-origin");
        assertThat(headers.allValues("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        // Without TLS browsers must ignore it.
        assertThat(headers.allValues("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/page/page.js",
                "/swagger-ui/index.html",
                "/openapi.json",
                "/models",
                "/models/nobody",
                "/nothing",
                "/predict",
                "/v2",
                "/v2/health/ready"
            })
    void everyAnswerHasThem(String path) {
        assertHeaders(client.get(path).response().headers());
    }

    @Test
    void predictionsHaveThem() {
        assertHeaders(client.predict("/predict", FilePart.of(Path.of("samples/three.png")))
                .response()
                .headers());
    }

    @Test
    void managementHasThem() {
        assertHeaders(management.get("/actuator/health").response().headers());
    }
}

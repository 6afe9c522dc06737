package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.RawConnection;
import org.residual.support.ServiceClient;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Pages of other origins can change and compute nothing, by default. The requests are those that browsers send for them
 * according to Fetch Metadata and RFC 6454.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "management.endpoints.web.exposure.include=health,loggers")
class ForeignPagesHttpTest {
    private static final String MODEL = "/v2/repository/models/digits-convbnnet";
    private static final Set<RequestMethod> SAFE =
            Set.of(RequestMethod.GET, RequestMethod.HEAD, RequestMethod.OPTIONS, RequestMethod.TRACE);

    private final int port;
    private final int managementPort;
    private final RequestMappingHandlerMapping mappings;

    ForeignPagesHttpTest(
            @LocalServerPort int port,
            @LocalManagementPort int managementPort,
            @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        this.port = port;
        this.managementPort = managementPort;
        this.mappings = mappings;
    }

    @AfterEach
    void theModelIsStillServed() {
        assertThat(new ServiceClient(port)
                        .get("/v2/models/digits-convbnnet/ready")
                        .status())
                .isEqualTo(200);
    }

    private String post(int to, String path, String host, String... headers) throws IOException {
        try (RawConnection client = new RawConnection(to)) {
            String lines = String.join(
                    "", Stream.of(headers).map(line -> line + "\r\n").toList());
            return client.send("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + lines
                            + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                    .answer();
        }
    }

    private String local() {
        return "localhost:" + port;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://evil.example",
                "Origin: http://localhost:1",
                "Origin: http://localhost",
                "Origin: null",
                "Origin: no origin at all",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: something-new",
            })
    void whatAForeignPageHasSentIsRefused(String header) throws IOException {
        for (String path : List.of(MODEL + "/unload", MODEL + "/load", "/predict", "/v2/models/digits-resnet/infer")) {
            assertThat(post(port, path, local(), header)).as(path).startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void noPathWithAMethodThatIsNotSafeIsOpenToThem() throws IOException {
        List<String> paths = mappings.getHandlerMethods().keySet().stream()
                .filter(mapping ->
                        !SAFE.containsAll(mapping.getMethodsCondition().getMethods()))
                .flatMap(mapping -> mapping.getPatternValues().stream())
                .map(path -> path.replace("{model}", "digits-convbnnet").replace("{version}", "1"))
                .toList();

        assertThat(paths).contains(MODEL + "/load", MODEL + "/unload", "/predict");
        for (String path : paths) {
            assertThat(post(port, path, local(), "Origin: https://evil.example"))
                    .as(path)
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void theManagementPortIsNotOpenToThemEither() throws IOException {
        String host = "localhost:" + managementPort;
        for (String path : List.of("/actuator/loggers/org.residual", "/actuator/health", "/")) {
            assertThat(post(managementPort, path, host, "Origin: https://evil.example"))
                    .as(path)
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void theyAreToldWhatWouldAllowThem() throws IOException {
        assertThat(post(port, "/predict", local(), "Origin: https://evil.example"))
                .contains("\"type\":\"urn:residual:problem:origin-not-allowed\"")
                .contains("'https://evil.example'", "residual.cors.allowed-origins");
    }

    @ParameterizedTest
    @CsvSource({"Origin: http://%s", "Origin: https://%s", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none"})
    void theServicesOwnPageIsNotConcerned(String header) throws IOException {
        String own = header.formatted(local());
        // Without an image, which is sufficient here.
        assertThat(post(port, "/predict", local(), own, "Content-Type: image/png"))
                .startsWith("HTTP/1.1 400 ")
                .contains("undecodable-image");
        assertThat(post(port, MODEL + "/load", local(), own)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "digits.localhost", "127.0.0.1", "127.1.2.3", "[::1]"})
    void programsReachThisMachineByItsNames(String host) throws IOException {
        assertThat(post(port, MODEL + "/load", host + ":" + port)).startsWith("HTTP/1.1 200 ");
    }

    /** DNS rebinding: the page's own name resolves to this machine, so for the browser it is the same origin. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil-localhost",
                "127.0.0.1.evil.example",
                "127.evil.example",
                "0.0.0.0",
                "[::]",
                "192.0.2.7"
            })
    void aNameThatDnsGaveToThisMachineOpensNothing(String name) throws IOException {
        String host = name + ":" + port;
        assertThat(post(port, MODEL + "/unload", host)).startsWith("HTTP/1.1 403 ");
        for (String path : List.of(MODEL + "/unload", "/predict", "/v2/models/digits-resnet/infer")) {
            assertThat(post(port, path, host, "Origin: http://" + host))
                    .as(path)
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void programsMayAskByAnyName() throws IOException {
        assertThat(post(port, "/predict", "digits.default.svc.cluster.local", "Content-Type: image/png"))
                .startsWith("HTTP/1.1 400 ")
                .contains("undecodable-image");
    }

    @Test
    void aPageBehindAProxyIsOfTheOriginThatTheProxyPassesOn() throws IOException {
        assertThat(post(
                        port,
                        "/predict",
                        "digits.example",
                        "Origin: https://digits.example",
                        "X-Forwarded-For: 203.0.113.9",
                        "Content-Type: image/png"))
                .startsWith("HTTP/1.1 400 ")
                .contains("undecodable-image");
    }
}

package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Without keys, as by default: with a server that trusts the headers of proxies. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.forward-headers-strategy=native",
            "management.endpoints.web.exposure.include=health,metrics"
        })
class UnguardedHttpTest {
    private static final String LOAD = "/v2/repository/models/digits-convbnnet/load";
    private static final byte[] NOTHING = {};

    private final int port;
    private final ServiceClient client;
    private final ServiceClient management;

    UnguardedHttpTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.port = port;
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
    }

    @Test
    void everybodyMayAskForPredictions() {
        FilePart three = FilePart.of(Path.of("samples/three.png"));
        assertThat(client.predict("/predict", three).status()).isEqualTo(200);
        assertThat(client.get("/models", "X-API-Key", "whatever").status()).isEqualTo(200);
    }

    @Test
    void programsOfThisMachineMayLoad() {
        assertThat(client.post(LOAD, "application/json", NOTHING).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For | 203.0.113.9",
                "X-Forwarded-For | 127.0.0.1",
                "X-Forwarded-For | ::1, 127.0.0.1",
                "Forwarded       | for=127.0.0.1",
                "X-Real-IP       | 127.0.0.1",
                "Via             | 1.1 proxy",
            })
    void whatComesThroughAProxyIsNotOfThisMachineWhateverIsSaidOfIt(String header, String value) {
        Answer refused = client.post(LOAD, "application/json", NOTHING, header, value);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("error").stringValue()).contains("residual.access.keys");
    }

    @Test
    void whatComesOverTheNetworkIsNotOfThisMachine() throws Exception {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each ->
                        !each.isLoopbackAddress() && !each.isLinkLocalAddress() && each.getAddress().length == 4)
                .findFirst();
        assumeTrue(address.isPresent(), "This machine has no address on a network.");
        HttpRequest load = HttpRequest.newBuilder(
                        URI.create("http://" + address.get().getHostAddress() + ":" + port + LOAD))
                .POST(BodyPublishers.noBody())
                .build();

        assertThat(HttpClient.newHttpClient()
                        .send(load, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"/v2//models, 400", "/v2/repository/models/x/load;a=b, 400", "/v2/%2e%2e/models, 400"})
    void anAddressThatCouldBeReadInTwoWaysIsRefused(String path, int status) {
        Answer refused = client.get(path);

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.contentType()).startsWith("application/");
    }

    @Test
    void endpointsOfManagementThatTellOrDoMoreAreClosed() {
        assertThat(management.get("/actuator/health").status()).isEqualTo(200);
        assertThat(management.get("/actuator/metrics").status()).isEqualTo(403);
    }
}

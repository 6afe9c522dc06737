package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.messages.GRPCInferenceServiceGrpc;
import org.residual.grpc.messages.ServerLiveRequest;
import org.residual.support.Certificates;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** TLS on all ports, with client certificates, and certificates that are renewed on the disk. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.ssl.bundle.jks.doors.reload-on-update=true",
            "spring.ssl.bundle.watch.file.quiet-period=200ms",
            "server.ssl.bundle=doors",
            "server.ssl.client-auth=need",
            "management.server.ssl.bundle=doors",
            "management.server.ssl.client-auth=need",
            "residual.grpc.enabled=true",
            "residual.grpc.port=0",
            "residual.grpc.ssl-bundle=doors",
            "residual.grpc.client-auth=need"
        })
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TlsTest {
    @TempDir
    private static Path directory;

    private static Certificates certificates;

    private final int http;
    private final int management;
    private final int grpc;

    TlsTest(@LocalServerPort int http, @LocalManagementPort int management, @Autowired GrpcServer grpc) {
        this.http = http;
        this.management = management;
        this.grpc = grpc.port();
    }

    @DynamicPropertySource
    static void makeCertificates(DynamicPropertyRegistry registry) throws Exception {
        certificates = Certificates.make(directory);
        registry.add("spring.ssl.bundle.jks.doors.keystore.location", () -> "file:" + certificates.server());
        registry.add("spring.ssl.bundle.jks.doors.keystore.password", () -> Certificates.PASSWORD);
        registry.add("spring.ssl.bundle.jks.doors.truststore.location", () -> "file:" + certificates.trusted());
        registry.add("spring.ssl.bundle.jks.doors.truststore.password", () -> Certificates.PASSWORD);
    }

    private static HttpResponse<String> get(SSLContext tls, int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .build();
        return HttpClient.newBuilder().sslContext(tls).build().send(request, BodyHandlers.ofString());
    }

    private boolean isLiveOverGrpc(Certificates.Party parts) throws Exception {
        TlsChannelCredentials.Builder credentials =
                TlsChannelCredentials.newBuilder().trustManager(parts.trust());
        if (parts.keys() != null) {
            credentials.keyManager(parts.keys());
        }
        ManagedChannel channel =
                Grpc.newChannelBuilder("localhost:" + grpc, credentials.build()).build();
        try {
            return isLive(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static boolean isLive(Channel channel) {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .serverLive(ServerLiveRequest.getDefaultInstance())
                .getLive();
    }

    /** The serial number of the certificate presented there. */
    private static BigInteger served(int port) throws Exception {
        try (Socket socket = certificates.friend().context().getSocketFactory().createSocket("localhost", port)) {
            SSLSocket tls = (SSLSocket) socket;
            tls.startHandshake();
            return ((X509Certificate) tls.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    @Test
    void clientsThatShowACertificateAreServed() throws Exception {
        HttpResponse<String> models = get(certificates.friend().context(), http, "/models");

        assertThat(models.statusCode()).isEqualTo(200);
        assertThat(models.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        assertThat(get(certificates.friend().context(), management, "/actuator/health")
                        .statusCode())
                .isEqualTo(200);
        assertThat(isLiveOverGrpc(certificates.friend())).isTrue();
    }

    /** RFC 9325, 4.2: with TLS 1.2 only suites with forward secrecy and authenticated encryption. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "management", "grpc"})
    void cipherSuitesOfTls12AreOnlyThoseThatAuthenticate(String door) throws Exception {
        int port = Map.of("http", http, "management", management, "grpc", grpc).get(door);
        String[] known =
                certificates.friend().context().getSupportedSSLParameters().getCipherSuites();
        String[] authenticated = suites(known, suite -> suite.matches("TLS_ECDHE_.*_(GCM|CHACHA20)_.*"));
        String[] others = suites(known, suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA_WITH_AES"));

        assertThat(handshake(port, authenticated)).startsWith("TLS_ECDHE_");
        assertThat(others).isNotEmpty();
        for (String suite : others) {
            assertThatThrownBy(() -> handshake(port, suite)).as(suite).isInstanceOf(IOException.class);
        }
    }

    private static String[] suites(String[] known, Predicate<String> wanted) {
        return Stream.of(known).filter(wanted).toArray(String[]::new);
    }

    private static String handshake(int port, String... suites) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) certificates.friend().context().getSocketFactory().createSocket("localhost", port)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(suites);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @Test
    void clientsThatShowNoneAreRefused() {
        assertThatThrownBy(() -> get(certificates.anybody().context(), http, "/models"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(certificates.anybody().context(), management, "/actuator/health"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> isLiveOverGrpc(certificates.anybody())).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void aCertificateThatIsRenewedOnTheDiskIsServedWithoutARestart() throws Exception {
        BigInteger before = served(http);
        assertThat(served(management)).isEqualTo(before);
        assertThat(served(grpc)).isEqualTo(before);

        BigInteger renewed = certificates.renewServer();

        assertThat(renewed).isNotEqualTo(before);
        for (int port : new int[] {http, management, grpc}) {
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> served(port).equals(renewed));
        }
        assertThat(get(certificates.friend().context(), http, "/models").statusCode())
                .isEqualTo(200);
        assertThat(isLiveOverGrpc(certificates.friend())).isTrue();
    }
}

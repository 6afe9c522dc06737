package org.residual.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.Certificates;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A TLS client that closes its connection sends a close notification first, which hides the end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.ssl.bundle=doors")
@Import(HeldRequests.class)
class ClientConnectionsTlsTest {
    private static final String REQUEST =
            "POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + "Content-Length: 4\r\n\r\nwait";

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    private final int port;
    private final HeldRequests held;

    @Autowired
    ClientConnectionsTlsTest(@LocalServerPort int port, HeldRequests held) {
        this.port = port;
        this.held = held;
    }

    @DynamicPropertySource
    static void makeCertificates(DynamicPropertyRegistry registry) throws Exception {
        certificates = Certificates.make(directory);
        registry.add("spring.ssl.bundle.jks.doors.keystore.location", () -> "file:" + certificates.server());
        registry.add("spring.ssl.bundle.jks.doors.keystore.password", () -> Certificates.PASSWORD);
    }

    private Socket send() throws Exception {
        Socket socket = certificates.anybody().context().getSocketFactory().createSocket("localhost", port);
        socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aConnectionThatIsClosedIsNoticed() throws Exception {
        Socket socket = send();
        held.arrived.take();
        socket.close();
        held.look.add(true);
        assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aConnectionThatWaitsIsThere() throws Exception {
        try (Socket socket = send()) {
            held.arrived.take();
            held.look.add(false);
            assertThat(held.seen.poll(1, TimeUnit.MINUTES)).isFalse();
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }
}

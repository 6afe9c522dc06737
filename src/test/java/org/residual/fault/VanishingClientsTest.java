package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.residual.ServiceClient;
import org.residual.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/**
 * Many clients that go without a word. Were a thread, a connection or a place in the queue lost with each, there would be
 * none left for the next.
 */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "server.tomcat.threads.max=4",
            "server.tomcat.threads.min-spare=4",
            "server.tomcat.max-connections=16",
            "residual.limits.images=" + VanishingClientsTest.PLACES,
            "residual.predictors.count=1",
            "residual.predictors.queue.images=" + VanishingClientsTest.PLACES
        })
@DirtiesContext
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class VanishingClientsTest {
    static final int PLACES = 16;

    private static final int CLIENTS = 64;
    private static final List<FilePart> AS_MANY_AS_MAY_WAIT =
            Collections.nCopies(PLACES, FilePart.of(Path.of("samples/three.png")));

    private final int port;
    private final ServiceClient client;
    private final ServiceClient management;

    VanishingClientsTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.port = port;
        this.management = new ServiceClient(managementPort);
        this.client = new ServiceClient(port);
    }

    private static byte[] request() {
        byte[] body = ServiceClient.multipart(AS_MANY_AS_MAY_WAIT);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + ServiceClient.MULTIPART
                        + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private Socket connectionWith(byte[] request, int bytes) throws IOException {
        Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
        connection.getOutputStream().write(request, 0, bytes);
        return connection;
    }

    /** As when a machine is switched off or a program is killed. */
    private static void vanish(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    private void awaitThatAllPlacesAreFree() throws InterruptedException {
        while (client.predict("/predict", AS_MANY_AS_MAY_WAIT).status() != 200) {
            Thread.sleep(20);
        }
    }

    @Test
    void whoVanishesInTheMiddleOfAnUploadTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 1; i <= CLIENTS; i++) {
            vanish(connectionWith(request, i * request.length / (CLIENTS + 1)));
        }
        awaitThatAllPlacesAreFree();
    }

    @Test
    void whoVanishesBeforeTheAnswerTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 0; i < CLIENTS; i++) {
            vanish(connectionWith(request, request.length));
        }
        awaitThatAllPlacesAreFree();
    }

    /** Many pixels, so that the others wait for their turn. */
    @Test
    void whoVanishesBeforeItIsDecodedTakesNothingAlongAndCountsAsGone() throws Exception {
        byte[] image = largeImage();
        byte[] header = ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                        + image.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < CLIENTS; i++) {
            Socket connection = new Socket(InetAddress.getLoopbackAddress(), port);
            connection.getOutputStream().write(header);
            connection.getOutputStream().write(image);
            if (i % 2 == 0) {
                vanish(connection);
            } else {
                connection.close();
            }
        }
        awaitThatAllPlacesAreFree();
        assertThat(requests("deadline-exceeded")).isZero();
        assertThat(requests("client-gone")).isPositive();
    }

    private static byte[] largeImage() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(5_000, 5_000, BufferedImage.TYPE_INT_RGB), "png", png);
        return png.toByteArray();
    }

    private double requests(String outcome) {
        return management
                .get("/actuator/prometheus")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("residual_requests_total") && line.contains('"' + outcome + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void whoVanishesInTheMiddleOfTheAnswerTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 0; i < CLIENTS; i++) {
            Socket connection = connectionWith(request, request.length);
            connection.getInputStream().read();
            vanish(connection);
        }
        awaitThatAllPlacesAreFree();
    }

    @Test
    void whoSendsHalfAndSaysNoMoreTakesNothingAlong() throws Exception {
        byte[] request = request();
        for (int i = 0; i < CLIENTS; i++) {
            try (Socket connection = connectionWith(request, request.length / 2)) {
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            }
        }
        awaitThatAllPlacesAreFree();
    }
}

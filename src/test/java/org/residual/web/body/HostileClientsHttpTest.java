package org.residual.web.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.memory.MemoryShare;
import org.residual.memory.RequestMemory;
import org.residual.support.RawConnection;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Hostile clients do not keep others from their answers. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "residual.limits.bytes=1MB",
            "residual.limits.memory=8MB",
            "residual.limits.upload-grace=300ms",
            "server.tomcat.connection-timeout=1s"
        })
class HostileClientsHttpTest {
    private static final Path THREE = Path.of("samples/three.png");
    private static final int SLOW_ONES = 500;
    private static final String PART =
            "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n";

    private final int port;
    private final RequestMemory memory;

    HostileClientsHttpTest(@LocalServerPort int port, @Autowired RequestMemory memory) {
        this.port = port;
        this.memory = memory;
    }

    @AfterEach
    void aGoodRequestIsAnswered() {
        Answer answer = new ServiceClient(port).predict("/predict", FilePart.of(THREE));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /predict                       | image/png
            /predict                       | multipart/form-data; boundary=x
            /v2/models/digits-resnet/infer | application/json
            """)
    void aBodyThatTricklesInIsEnded(String path, String type) throws IOException, InterruptedException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post(path, "Content-Type: " + type, "Content-Length: 100000")
                    .send(type.startsWith("multipart") ? PART : "{")
                    .trickle(20)
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("less than 1024 bytes a second");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
    void aBodyThatStopsComingIsEnded(String length) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer =
                    client.post("/predict", "Content-Type: image/png", length).answer();
            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"type\":\"urn:residual:problem:slow-upload\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /predict                       | image/png
            /predict                       | multipart/form-data; boundary=x
            /v2/models/digits-resnet/infer | application/json
            """)
    void aBodyThatBreaksOffIsTheClientsMistake(String path, String type) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post(path, "Content-Type: " + type, "Content-Length: 100000")
                    .send(type.startsWith("multipart") ? PART : "{")
                    .hangUp()
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("The body is incomplete");
        }
    }

    @Test
    void theRestOfARefusedBodyMayNotTrickleInEither() throws IOException, InterruptedException {
        try (RawConnection client = new RawConnection(port)) {
            client.post("/predict", "Content-Type: text/plain", "Content-Length: 100000");
            assertThat(client.trickle(20).answer()).startsWith("HTTP/1.1 415 ");
        }
    }

    @Test
    void headersThatStopComingAreEnded() throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            assertThat(client.send("POST /predict HTTP/1.1\r\nHost: loc").answer())
                    .isEmpty();
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void hundredsOfSlowSendersLeaveRoomForOthersAndNothingInTheLog(CapturedOutput output) throws IOException {
        List<RawConnection> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_ONES; i++) {
                RawConnection client = new RawConnection(port);
                slow.add(client);
                client.post("/predict", "Content-Type: image/png", "Content-Length: 100000")
                        .send(new byte[1000]);
            }
            aGoodRequestIsAnswered();
        } finally {
            slow.forEach(RawConnection::close);
        }
        aGoodRequestIsAnswered();
        assertThat(output).doesNotContain("POST /predict failed");
    }

    @Test
    void aBodyThatFindsNoRoomUntilItsDeadlineIsToldToComeAgain() throws IOException {
        MemoryShare others = memory.bodies().take(memory.bodies().limit(), Duration.ZERO);
        try {
            Answer answer = new ServiceClient(port)
                    .post("/predict", "image/png", Files.readAllBytes(THREE), "X-Request-Timeout-Ms", "50");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.json().path("type").asString()).isEqualTo("urn:residual:problem:memory-full");
        } finally {
            others.close();
        }
    }

    @Test
    void aBodyWaitsForItsRoom() throws Exception {
        MemoryShare others = memory.bodies().take(memory.bodies().limit(), Duration.ZERO);
        try {
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(this::aGoodRequestIsAnswered);
            await().until(() -> memory.bodies().waiting() == 1);
            others.close();
            waiting.get();
        } finally {
            others.close();
        }
        await().until(() -> memory.budgets().stream().allMatch(budget -> budget.taken() == 0));
    }

    @Test
    void jsonThatTakesMoreThanThereIsIsRefusedForGood() throws IOException {
        String numbers = "1".concat(",1".repeat(299_999));
        Answer answer = new ServiceClient(port)
                .post(
                        "/v2/models/digits-resnet/infer",
                        "application/json",
                        ("{\"inputs\": [{\"name\": \"image\", \"datatype\": \"UINT8\", \"shape\": [1, 3, 100, 1000], \"data\": ["
                                        + numbers + "]}]}")
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("error").asString()).contains("at most 233016 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "identity, gzip", "gzip, gzip"})
    void aBodyThatIsCompressedInAnyOtherWayThanGzipAndDeflateIsRefused(String encoding) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(Files.readAllBytes(THREE));
        }
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post(
                            "/predict",
                            "Content-Type: image/png",
                            "Content-Encoding: " + encoding,
                            "Connection: close",
                            "Content-Length: " + compressed.size())
                    .send(compressed.toByteArray())
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 415 ").contains("Content-Encoding '" + encoding + "'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\":/octet-stream", "\"", "/", "a/b; c=\"", "a"})
    void aTypeThatIsNoneIsRefused(String type) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post("/predict", "Content-Type: " + type, "Connection: close", "Content-Length: 0")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 415 ").contains("is not a valid media type");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\":/json", "a/b; c=\""})
    void anAcceptThatIsNoneIsRefused(String accept) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post(
                            "/predict",
                            "Content-Type: image/png",
                            "Accept: " + accept,
                            "Connection: close",
                            "Content-Length: 0")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 406 ").contains("is not a valid list of media types");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "9223372036854775808", "1e3", "10, 20"})
    void aLengthThatIsNoneIsRefused(String length) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post("/predict", "Content-Type: image/png", "Content-Length: " + length)
                    .send("1234567890")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967297", "9223372036854775807"})
    void aLengthBeyondAllLimitsIsRefusedBeforeTheBodyComes(String length) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post("/predict", "Content-Type: image/png", "Content-Length: " + length)
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("1048576 bytes");
        }
    }

    @Test
    void aChunkLongerThanItSaysOrThanAnyIsRefused() throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post("/predict", "Content-Type: image/png", "Transfer-Encoding: chunked")
                    .send("fffffffffffffffff\r\n1234567890\r\n")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("Exception");
        }
    }

    @Test
    void aFloodOfHeadersIsRefused() throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post("/predict", "X-Flood: x\r\n".repeat(5_000) + "Content-Length: 0")
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 431 ").doesNotContain("Exception");
        }
    }

    @Test
    void aPartWithHugeHeadersIsRefused() throws IOException {
        byte[] body = (PART.replace("\r\n\r\n", "\r\nX-Huge: " + "x".repeat(100_000) + "\r\n\r\n") + "a\r\n--x--\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (RawConnection client = new RawConnection(port)) {
            String answer = client.post(
                            "/predict",
                            "Content-Type: multipart/form-data; boundary=x",
                            "Connection: close",
                            "Content-Length: " + body.length)
                    .send(body)
                    .answer();
            assertThat(answer).startsWith("HTTP/1.1 4").contains("urn:residual:problem:");
        }
    }
}

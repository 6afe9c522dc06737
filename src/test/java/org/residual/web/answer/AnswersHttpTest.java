package org.residual.web.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** The form of answers: whole, compressed where that pays, and not resent. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class AnswersHttpTest {
    private static final FilePart DIGIT = FilePart.of(Path.of("samples/three.png"));

    private final ServiceClient client;

    AnswersHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @Test
    void anAnswerTellsItsLength() {
        Answer answer = client.predict("/predict", DIGIT);

        assertThat(answer.response().headers().firstValueAsLong("Content-Length"))
                .hasValue(answer.response().body().getBytes(StandardCharsets.UTF_8).length);
    }

    /** Most requests bypass the framework's mapping; it finds the same controller for the others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/png                | application/json;q=0.5, text/html",
                "IMAGE/PNG; name=a        | */*",
                "image/png;charset=binary | application/json",
                "image/png                | application/*",
            })
    void anAnswerIsTheSameHoweverItIsAskedFor(String type, String accepted) throws IOException {
        byte[] digit = Files.readAllBytes(Path.of("samples/three.png"));
        String usual = client.post("/models/digits-resnet/predict?top_k=2", "image/png", digit)
                .response()
                .body();

        Answer answer =
                client.post("/models/digits-resnet/versions/1/predict?top_k=2", type, digit, "Accept", accepted);

        assertThat(answer.response().body()).isEqualTo(usual);
        assertThat(answer.response().headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void longJsonIsCompressedForWhoAsks() throws IOException {
        byte[] images = ServiceClient.multipart(Collections.nCopies(20, DIGIT));

        HttpResponse<byte[]> compressed = client.postForBytes(
                "/predict", images, "Content-Type", ServiceClient.MULTIPART, "Accept-Encoding", "gzip");

        assertThat(compressed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            byte[] plain = json.readAllBytes();
            assertThat(plain).hasSizeGreaterThan(compressed.body().length);
            assertThat(JsonMapper.shared().readTree(plain).path("predictions")).hasSize(20);
        }
    }

    @Test
    void aShortAnswerIsNotCompressed() {
        Answer answer = client.predict("/predict", List.of(DIGIT), "Accept-Encoding", "gzip");

        assertThat(answer.response().headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(answer.json().path("model").stringValue()).isEqualTo("digits-resnet");
    }

    @Test
    void modelsThatHaveNotChangedAreNotSentAgain() {
        Answer first = client.get("/models");
        String tag = first.response().headers().firstValue("ETag").orElseThrow();

        Answer second = client.get("/models", "If-None-Match", tag);

        assertThat(second.status()).isEqualTo(304);
        assertThat(second.response().body()).isEmpty();
        assertThat(client.get("/models", "If-None-Match", "\"another\"").status())
                .isEqualTo(200);
    }
}

package org.residual.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Typical commands with curl. */
@RunningService
@NeedsPrograms
class CurlTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String service;
    private ClientProgram curl;

    CurlTest(@LocalServerPort int port) {
        this.service = "http://localhost:" + port;
    }

    @BeforeEach
    void findCurl() {
        curl = new ClientProgram(Programs.find("curl is not installed.", "curl"), "--silent", "--show-error", "--fail");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-F image=@samples/three.png",
                "-F image=@samples/three.png;type=image/png;filename=3.png",
                "-F image=@- -H Expect:100-continue",
                "--data-binary @samples/three.png",
                "--data-binary @samples/three.png -H Content-Type:",
                "--data-binary @samples/three.png -H Content-Type:image/png",
                "--data-binary @samples/three.png -H Expect:100-continue",
                "--data-binary @samples/three.png -H Transfer-Encoding:chunked",
                "--data-binary @samples/three.png --http1.0",
                "--data-binary @samples/three.png --http2",
                "--data-binary @samples/three.png --http2-prior-knowledge",
                "--data-binary @samples/three.png --compressed",
                "-F image=@samples/three.png --http1.0",
                "-F image=@samples/three.png --http2-prior-knowledge",
                "-X POST -T samples/three.png",
                "-X POST -T -",
                "-X POST -T - --http2-prior-knowledge"
            })
    void anImageIsClassified(String habit) throws Exception {
        JsonNode answer = JSON.readTree(curl.run((habit + " " + service + "/predict").split(" ")));
        assertThat(answer.at("/predictions/0/argmax").intValue()).isEqualTo(3);
    }

    /** {@code -T} alone is a PUT. */
    @Test
    void whoPutsIsToldToPost() throws Exception {
        String answer = new ClientProgram(Programs.find("curl is not installed.", "curl"), "--silent", "--include")
                .run("-T", "samples/three.png", service + "/predict");
        assertThat(answer).contains("HTTP/1.1 405").contains("Allow: POST");
    }

    @Test
    void jsonNeedsNoType(@TempDir Path folder) throws Exception {
        Path request = Files.writeString(
                folder.resolve("request.json"),
                "{\"inputs\": [{\"name\": \"image\", \"datatype\": \"BYTES\", \"shape\": [1], \"data\": [\"%s\"]}]}"
                        .formatted(three()),
                StandardCharsets.UTF_8);
        JsonNode answer = JSON.readTree(curl.run("-d", "@" + request, service + "/v2/models/digits-resnet/infer"));
        assertThat(answer.at("/outputs/1/data/0").intValue()).isEqualTo(3);
    }

    private static String three() throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of("samples/three.png")));
    }

    /** Its answer ends with the eight bytes of the last tensor, {@code argmax}. */
    @Test
    void aRawBinaryRequestIsAnImage(@TempDir Path folder) throws Exception {
        Path answer = folder.resolve("answer");
        curl.run(
                "--data-binary",
                "@samples/three.png",
                "-H",
                "Inference-Header-Content-Length: 0",
                "--output",
                answer.toString(),
                service + "/v2/models/digits-resnet/infer");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(answer)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(bytes.limit() - Long.BYTES)).isEqualTo(3);
    }
}

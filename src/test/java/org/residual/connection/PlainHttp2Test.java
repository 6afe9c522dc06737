package org.residual.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** HTTP/2 without TLS, if it is enabled. */
@NeedsPrograms
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "server.http2.enabled=true")
class PlainHttp2Test {
    private final int port;

    PlainHttp2Test(@LocalServerPort int port) {
        this.port = port;
    }

    @Test
    void whoBeginsWithHttp2IsAnsweredInIt() throws IOException {
        Path curl = Programs.find("curl is not installed.", "curl");
        Process asking = new ProcessBuilder(
                        curl.toString(),
                        "--silent",
                        "--http2-prior-knowledge",
                        "--form",
                        "image=@samples/three.png",
                        "--write-out",
                        " %{http_version} %{http_code}",
                        "http://localhost:" + port + "/predict")
                .start();
        String said = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("\"argmax\":3").endsWith(" 2 200");
    }

    /** As Java's client requests it with its first request. */
    @Test
    void whoAsksForHttp2BesideALargeImageIsAnswered() throws IOException {
        byte[] large = Files.readAllBytes(Path.of("samples/digits.png"));
        Answer answer = new ServiceClient(port).post("/predict", "image/png", large);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.response().version()).isEqualTo(Version.HTTP_1_1);
    }
}

package org.residual.web.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The media types that programs send for an image as the body, and the addresses that they use. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class UploadHabitsHttpTest {
    private final ServiceClient client;

    UploadHabitsHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "application/octet-stream",
                "application/x-www-form-urlencoded",
                "image/jpg",
                "image/jpeg",
                "image/x-png",
                "image/pjpeg",
                "image/x-ms-bmp",
                "image/tiff",
                "IMAGE/JPG; name=three"
            })
    void anImageIsTakenForWhatItsBytesAre(String type) throws IOException {
        byte[] three = Files.readAllBytes(Path.of("samples/three.png"));
        for (String path : new String[] {"/predict", "/models/digits-convbnnet/versions/1/predict"}) {
            Answer answer = client.send("POST", path, type, BodyPublishers.ofByteArray(three));
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
            assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"application/octet-stream", "application/x-www-form-urlencoded"})
    void bytesThatAreNoImageAreRefusedWhateverIsSaidOfThem(String type) {
        Answer answer = client.send("POST", "/predict", type, BodyPublishers.ofString("image=three.png"));
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().path("type").stringValue()).isEqualTo("urn:residual:problem:unsupported-type");
    }

    @Test
    void theDescriptionNamesThePrefixThatAProxyServesBelow() {
        assertThat(client.get("/openapi.json").json().at("/servers/0/url").stringValue())
                .isEqualTo("/");
        assertThat(client.get("/openapi.json", "X-Forwarded-Prefix", "/vision/digits")
                        .json()
                        .at("/servers/0/url")
                        .stringValue())
                .isEqualTo("/vision/digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"//evil.example", "https://evil.example", "/a b", "/a\"", "evil", "/a/"})
    void whatIsNoPrefixIsLeftAside(String prefix) {
        assertThat(client.get("/openapi.json", "X-Forwarded-Prefix", prefix)
                        .json()
                        .at("/servers/0/url")
                        .stringValue())
                .isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/swagger-ui", "/swagger-ui/", "/swagger-ui.html"})
    void redirectsStayBelowWhereTheyWereAskedFor(String path) {
        String location =
                client.get(path).response().headers().firstValue("Location").orElseThrow();
        assertThat(location).doesNotStartWith("/").doesNotContain(":");
        assertThat(URI.create("http://proxy/vision" + path).resolve(location).getPath())
                .isEqualTo("/vision/swagger-ui/index.html");
    }
}

package org.residual.web.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The allowed contents of multipart bodies. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class UploadsHttpTest {
    private static final Path SAMPLE = Path.of("samples/three.png");

    private final ServiceClient client;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    UploadsHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "; filename=\"a three.png\"             | a three.png",
                "; filename=three.png                   | three.png",
                "; filename=\"a \\\"three\\\".png\"     | a \"three\".png",
                "; filename=\"三.png\"                  | 三.png",
                "; filename*=UTF-8''%e4%b8%89.png       | 三.png",
                "; filename=\"\"                        | image[0]",
                "; filename=\" \"                       | image[0]",
                "''                                     | image[0]"
            })
    void anImageIsNamedAsItsFileWas(String disposition, String name) throws IOException {
        part("Content-Disposition: form-data; name=\"image\"" + disposition, Files.readAllBytes(SAMPLE));

        Answer answer = send();

        assertThat(answer.json().path("predictions").path(0).path("filename").stringValue())
                .isEqualTo(name);
    }

    @Test
    void partsOfOtherNamesArePassedOver() throws IOException {
        part("Content-Disposition: form-data; name=\"token\"", "abc".getBytes(StandardCharsets.UTF_8));
        part("Content-Disposition: form-data; name=\"image\"; filename=\"3.png\"", Files.readAllBytes(SAMPLE));
        part("Content-Disposition: form-data; name=\"note\"", new byte[0]);

        assertThat(send().json().path("predictions").valueStream())
                .singleElement()
                .satisfies(prediction ->
                        assertThat(prediction.path("argmax").intValue()).isEqualTo(3));
    }

    @Test
    void aPartMayTellItsLength() throws IOException {
        byte[] image = Files.readAllBytes(SAMPLE);
        part("Content-Disposition: form-data; name=\"image\"\r\nContent-Length: " + image.length, image);

        assertThat(send().json().path("predictions").path(0).path("argmax").intValue())
                .isEqualTo(3);
    }

    @Test
    void asManyImagesAsThereMayBeLeaveRoomForEightOtherParts() throws IOException {
        for (int i = 0; i < 64; i++) {
            part("Content-Disposition: form-data; name=\"image\"", Files.readAllBytes(SAMPLE));
        }
        for (int i = 0; i < 8; i++) {
            part("Content-Disposition: form-data; name=\"other\"", new byte[1]);
        }

        assertThat(send().json().path("predictions")).hasSize(64);
    }

    @Test
    void moreThanEightPartsMoreThanImagesAreTooMany() throws IOException {
        part("Content-Disposition: form-data; name=\"image\"", Files.readAllBytes(SAMPLE));
        for (int i = 0; i < 72; i++) {
            part("Content-Disposition: form-data; name=\"other\"", new byte[1]);
        }

        Answer answer = send();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("type").stringValue()).endsWith("too-large");
    }

    private void part(String head, byte[] content) {
        body.writeBytes(("--x\r\n" + head + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private Answer send() {
        body.writeBytes("--x--\r\n".getBytes(StandardCharsets.UTF_8));
        return client.post("/predict", "multipart/form-data; boundary=x", body.toByteArray());
    }
}

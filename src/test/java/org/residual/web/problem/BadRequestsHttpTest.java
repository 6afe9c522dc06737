package org.residual.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Each mistake of a caller gets its own status, a stable type, and a helpful sentence. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class BadRequestsHttpTest {
    private static final Path SAMPLE = Path.of("samples/three.png");
    private static final String SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"20\"></svg>";
    private static final String TEXT = "This is a text and no image, whatever it is called.";
    private static final int HUGE = 200_000_000;

    private final ServiceClient client;

    BadRequestsHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    /** A mistake, and the expected answer. */
    record Mistake(String name, Function<ServiceClient, Answer> request, int status, String type, List<String> says) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Mistake mistake(
            String name, Function<ServiceClient, Answer> request, int status, String type, String... says) {
        return new Mistake(name, request, status, type, List.of(says));
    }

    private static Mistake upload(String fileName, byte[] content, int status, String type, String... says) {
        return mistake(
                fileName,
                client -> client.predict("/predict", FilePart.image(fileName, content)),
                status,
                type,
                Stream.concat(Stream.of(fileName), Arrays.stream(says)).toArray(String[]::new));
    }

    static Stream<Mistake> mistakes() throws IOException {
        byte[] png = Files.readAllBytes(SAMPLE);
        byte[] jpeg = Files.readAllBytes(Path.of("src/test/resources/images/jpeg-420.jpg"));
        FilePart good = FilePart.of(SAMPLE);
        return Stream.of(
                upload("empty.png", new byte[0], 400, "undecodable-image", "empty"),
                upload("cut.jpg", Arrays.copyOf(jpeg, jpeg.length / 2), 400, "undecodable-image"),
                upload("cut.png", Arrays.copyOf(png, png.length - 20), 400, "undecodable-image"),
                upload("noise.png", noise(png), 400, "undecodable-image"),
                upload("note.txt", TEXT.getBytes(StandardCharsets.UTF_8), 415, "unsupported-type", "JPEG", "PNG"),
                upload("drawing.svg", SVG.getBytes(StandardCharsets.UTF_8), 415, "unsupported-type", "SVG"),
                upload("archive.zip", zip(), 415, "unsupported-type", "zip"),
                upload(
                        "report.pdf",
                        "%PDF-1.7\n%âãÏÓ\n".getBytes(StandardCharsets.ISO_8859_1),
                        415,
                        "unsupported-type",
                        "PDF"),
                upload("vast.png", pngHeader(60_000, 60_000), 413, "too-large", "60000", "50,000,000"),
                upload("dot.png", onePixel(), 422, "image-too-small", "1 x 1", "8 x 8"),
                mistake(
                        "one broken among good ones",
                        client -> client.predict("/predict", good, FilePart.image("second.png", new byte[3]), good),
                        415,
                        "unsupported-type",
                        "second.png"),
                mistake(
                        "too many images",
                        client -> client.predict("/predict", Collections.nCopies(65, good)),
                        413,
                        "too-large",
                        "64 images"),
                mistake(
                        "far too many parts",
                        client -> client.predict("/predict", Collections.nCopies(200, good)),
                        413,
                        "too-large",
                        "64"),
                mistake(
                        "no part",
                        client -> client.predict("/predict", List.of()),
                        400,
                        "malformed-request",
                        "no part named 'image'"),
                mistake(
                        "a part of another name",
                        client -> client.predict("/predict", new FilePart("file", "three.png", png)),
                        400,
                        "malformed-request",
                        "no part named 'image'",
                        "file"),
                mistake(
                        "multipart without a boundary",
                        client -> client.post("/predict", "multipart/form-data", png),
                        400,
                        "malformed-request",
                        "multipart"),
                mistake(
                        "multipart that ends too early",
                        client -> client.post(
                                "/predict",
                                "multipart/form-data; boundary=x",
                                "--x\r\nContent-Dis".getBytes(StandardCharsets.UTF_8)),
                        400,
                        "malformed-request",
                        "multipart"),
                mistake(
                        "an image as JSON",
                        client -> client.post("/predict", "application/json", png),
                        415,
                        "unsupported-type",
                        "application/json",
                        "multipart/form-data",
                        "image/png"),
                mistake(
                        "an empty body",
                        client -> client.post("/predict", "image/png", new byte[0]),
                        400,
                        "undecodable-image",
                        "empty"),
                mistake(
                        "an image of 200 MB",
                        client -> client.send(
                                "POST", "/predict", "image/png", BodyPublishers.ofInputStream(() -> zeros(HUGE))),
                        413,
                        "too-large",
                        "33554432 bytes"),
                mistake(
                        "a multipart body of 200 MB",
                        client -> client.send(
                                "POST",
                                "/predict",
                                "multipart/form-data; boundary=x",
                                BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> zeros(HUGE)), HUGE)),
                        413,
                        "too-large",
                        "33554432 bytes"),
                mistake("a wrong method", client -> client.get("/predict"), 405, "method-not-allowed", "POST"),
                mistake(
                        "an unknown model",
                        client -> client.predict("/models/cats/predict", good),
                        404,
                        "unknown-model",
                        "'cats'",
                        "digits-resnet"),
                mistake(
                        "the description of an unknown model",
                        client -> client.get("/models/cats"),
                        404,
                        "unknown-model",
                        "'cats'"),
                mistake(
                        "an unknown version",
                        client -> client.predict("/models/digits-resnet/versions/7/predict", good),
                        404,
                        "unknown-version",
                        "7",
                        "[1]"),
                mistake(
                        "a version that is no number",
                        client -> client.predict("/models/digits-resnet/versions/latest/predict", good),
                        400,
                        "malformed-request",
                        "'latest'",
                        "version"),
                mistake(
                        "more classes than there are",
                        client -> client.predict("/predict?top_k=11", good),
                        400,
                        "malformed-request",
                        "top_k is '11'",
                        "1 to 10"),
                mistake(
                        "top_k that is no number",
                        client -> client.predict("/predict?top_k=all", good),
                        400,
                        "malformed-request",
                        "'all'",
                        "top_k"),
                mistake(
                        "two different top_k",
                        client -> client.predict("/predict?top_k=2&top_k=3", good),
                        400,
                        "malformed-request",
                        "top_k is given 2 times"),
                mistake(
                        "a timeout that is no number",
                        client -> client.predict("/predict", List.of(good), "X-Request-Timeout-Ms", "soon"),
                        400,
                        "malformed-request",
                        "X-Request-Timeout-Ms",
                        "'soon'"),
                mistake(
                        "too little time",
                        client ->
                                client.predict("/predict", Collections.nCopies(64, good), "X-Request-Timeout-Ms", "1"),
                        504,
                        "deadline-exceeded",
                        "1 ms"),
                mistake(
                        "an answer in a type there is not",
                        client -> client.predict("/predict", List.of(good), "Accept", "text/html"),
                        406,
                        "not-acceptable",
                        "application/json"),
                mistake("a wrong path", client -> client.get("/nothing/here"), 404, "not-found", "/nothing/here"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isAnsweredWithAProblemThatHelps(Mistake mistake) {
        Answer answer = mistake.request.apply(client);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(mistake.status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.json().path("type").stringValue()).isEqualTo("urn:residual:problem:" + mistake.type);
        assertThat(answer.json().path("status").intValue()).isEqualTo(mistake.status);
        assertThat(answer.json().path("title").stringValue()).isNotBlank();
        assertThat(answer.json().path("detail").stringValue())
                .contains(mistake.says)
                .doesNotContainIgnoringCase("exception")
                .doesNotContain("org.", "java.");
    }

    @AfterEach
    void aGoodRequestStillWorks() {
        Answer answer = client.predict("/predict", FilePart.of(SAMPLE));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
    }

    private static byte[] noise(byte[] png) {
        byte[] noise = png.clone();
        Arrays.fill(noise, 45, noise.length - 20, (byte) 0x5a);
        return noise;
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("three.png"));
            zip.write(Files.readAllBytes(SAMPLE));
        }
        return bytes.toByteArray();
    }

    private static byte[] pngHeader(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(33);
        png.putLong(0x89504e470d0a1a0aL).putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII));
        png.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
        CRC32 checksum = new CRC32();
        checksum.update(png.array(), 12, 17);
        png.putInt((int) checksum.getValue());
        return png.array();
    }

    private static byte[] onePixel() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        javax.imageio.ImageIO.write(
                new java.awt.image.BufferedImage(1, 1, java.awt.image.BufferedImage.TYPE_INT_RGB), "png", png);
        return png.toByteArray();
    }

    private static InputStream zeros(int count) {
        return new InputStream() {
            private int left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int given = Math.min(left, length);
                left -= given;
                return given > 0 || length == 0 ? given : -1;
            }
        };
    }
}

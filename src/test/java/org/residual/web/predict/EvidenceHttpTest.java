package org.residual.web.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Evidence over HTTP, for the included models. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class EvidenceHttpTest {
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final FilePart FIVE = FilePart.of(Path.of("samples/five.png"));
    private static final int CLASSES = 10;

    private final ServiceClient client;

    EvidenceHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    private static JsonNode evidence(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json().at("/predictions/0/evidence");
    }

    private static double sum(JsonNode contributions) {
        return contributions
                .valueStream()
                .flatMap(JsonNode::valueStream)
                .mapToDouble(JsonNode::doubleValue)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-resnet", "digits-convbnnet"})
    void theLogitsAddUpAndMakeTheLogProbabilities(String model) {
        JsonNode prediction = client.predict("/models/" + model + "/predict?evidence=10", THREE)
                .json()
                .at("/predictions/0");
        JsonNode classes = prediction.at("/evidence/classes");
        assertThat(classes.size()).isEqualTo(CLASSES);
        double total = 0;
        for (JsonNode ofClass : classes) {
            double logit = ofClass.path("logit").doubleValue();
            total += Math.exp(logit);
            assertThat(sum(ofClass.path("contributions")) + ofClass.path("bias").doubleValue())
                    .isCloseTo(logit, within(1e-4));
        }
        for (JsonNode ofClass : classes) {
            assertThat(ofClass.path("logit").doubleValue() - Math.log(total))
                    .isCloseTo(
                            prediction
                                    .path("log_probabilities")
                                    .path(ofClass.path("class").intValue())
                                    .doubleValue(),
                            within(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-resnet", "digits-convbnnet"})
    void theRestOfTheAnswerIsTheSame(String model) {
        String path = "/models/" + model + "/predict?top_k=2";
        String without = client.predict(path, THREE).response().body();
        Answer with = client.predict(path + "&evidence=1", THREE);

        assertThat(evidence(with).isMissingNode()).isFalse();
        assertThat(with.response().body().replaceAll(",\"evidence\":\\{.*}\\]}", ""))
                .startsWith(without.substring(0, without.length() - "}]}".length()));
    }

    @Test
    void itTellsOfTheMostProbableClassesInTheirOrder() {
        Answer answer = client.predict("/predict?evidence=2&top_k=2", THREE);
        JsonNode evidence = evidence(answer);
        for (int i = 0; i < 2; i++) {
            JsonNode top = answer.json().at("/predictions/0/top/" + i);
            assertThat(evidence.path("classes").path(i).path("class")).isEqualTo(top.path("class"));
            assertThat(evidence.path("classes").path(i).path("label")).isEqualTo(top.path("label"));
        }
        assertThat(evidence.path("classes").size()).isEqualTo(2);
    }

    @Test
    @NeedsOnnxRuntime
    void eachImageHasItsOwn() {
        Answer both = client.predict("/predict?evidence=1", FIVE, THREE);
        assertThat(both.json().at("/predictions/0/evidence"))
                .isEqualTo(evidence(client.predict("/predict?evidence=1", FIVE)));
        assertThat(both.json().at("/predictions/1/evidence"))
                .isEqualTo(evidence(client.predict("/predict?evidence=1", THREE)));
    }

    /** The input has 32 x 32 pixels, and the 4 x 4 positions are centred on every eighth, from the first on. */
    @Test
    void theAreaIsInPixelsOfThePicture() throws IOException {
        BufferedImage wide = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(wide, "png", png);
        JsonNode evidence =
                evidence(client.predict("/predict?evidence=1", FilePart.image("wide.png", png.toByteArray())));
        assertThat(evidence.at("/picture/width").intValue()).isEqualTo(640);
        assertThat(evidence.at("/picture/height").intValue()).isEqualTo(480);
        assertThat(evidence.at("/area/left").doubleValue()).isEqualTo(-3.5 * 20);
        assertThat(evidence.at("/area/top").doubleValue()).isEqualTo(-3.5 * 15);
        assertThat(evidence.at("/area/width").doubleValue()).isEqualTo(640);
        assertThat(evidence.at("/area/height").doubleValue()).isEqualTo(480);
    }

    @Test
    void mapsMayBePictures() throws IOException {
        JsonNode numbers = evidence(client.predict("/predict?evidence=2", THREE));
        JsonNode pictures = evidence(client.predict("/predict?evidence=2&evidence_format=png", THREE));
        double largest = pictures.path("largest").doubleValue();
        for (int i = 0; i < 2; i++) {
            JsonNode ofClass = pictures.path("classes").path(i);
            assertThat(ofClass.has("contributions")).isFalse();
            String[] url = ofClass.path("map").stringValue().split(",");
            assertThat(url[0]).isEqualTo("data:image/png;base64");
            assertPicture(
                    Base64.getDecoder().decode(url[1]),
                    numbers.path("classes").path(i).path("contributions"),
                    largest);
        }
    }

    private static void assertPicture(byte[] png, JsonNode contributions, double largest) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        assertThat(picture.getHeight()).isEqualTo(contributions.size());
        assertThat(picture.getWidth()).isEqualTo(contributions.path(0).size());
        for (int row = 0; row < picture.getHeight(); row++) {
            for (int column = 0; column < picture.getWidth(); column++) {
                double value = contributions.path(row).path(column).doubleValue();
                int color = picture.getRGB(column, row);
                assertThat(color >>> 24).isEqualTo((int) Math.round(255 * Math.abs(value) / largest));
                if (color >>> 24 > 0) {
                    assertThat(color & 0xffffff).isEqualTo(value < 0 ? 0x1f6fff : 0xf28500);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "image/*", "text/html, image/png;q=0.9, application/json;q=0.1"})
    void aPictureCanBeAskedFor(String accept) throws IOException {
        HttpResponse<byte[]> answer = client.postForBytes(
                "/predict",
                Files.readAllBytes(Path.of("samples/three.png")),
                "Accept",
                accept,
                "Content-Type",
                "image/png");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("image/png");
        JsonNode numbers = evidence(client.predict("/predict?evidence=1", THREE));
        JsonNode largest = evidence(client.predict("/predict?evidence=1&evidence_format=png", THREE));
        assertPicture(
                answer.body(),
                numbers.at("/classes/0/contributions"),
                largest.path("largest").doubleValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json, image/png;q=0.5", "application/*"})
    void othersGetJson(String accept) {
        assertThat(client.predict("/predict", List.of(THREE), "Accept", accept).contentType())
                .isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            evidence=0                        | evidence is '0', but must be 1 to 10, the number of classes.
            evidence=-1                       | evidence is '-1', but must be 1 to 10, the number of classes.
            evidence=11                       | evidence is '11', but must be 1 to 10, the number of classes.
            evidence=1e9                      | evidence is '1e9', but must be 1 to 10, the number of classes.
            evidence=99999999999              | evidence is '99999999999', but must be 1 to 10, the number of classes.
            evidence=abc                      | evidence is 'abc', but must be 1 to 10, the number of classes.
            evidence=                         | evidence is '', but must be 1 to 10, the number of classes.
            evidence                          | evidence is '', but must be 1 to 10, the number of classes.
            evidence=1&evidence=2             | evidence is given 2 times: give it once.
            evidence=1&evidence_format=svg    | evidence_format is 'svg', but must be json or png.
            evidence_format=png               | evidence_format requires evidence, which is missing: add evidence=1.
            """)
    void badValuesAreNamed(String query, String sentence) {
        Answer answer = client.predict("/predict?" + query, THREE);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("type").stringValue()).isEqualTo("urn:residual:problem:malformed-request");
        assertThat(answer.json().path("detail").stringValue()).isEqualTo(sentence);
    }

    @Test
    void aPictureIsOfOneImageAndOneClass() {
        Answer images = client.predict("/predict", List.of(THREE, FIVE), "Accept", "image/png");
        assertThat(images.status()).isEqualTo(400);
        assertThat(images.json().path("detail").stringValue()).contains("there are 2", "evidence_format=png");
        Answer classes = client.predict("/predict?evidence=2", List.of(THREE), "Accept", "image/png");
        assertThat(classes.status()).isEqualTo(400);
        assertThat(classes.json().path("detail").stringValue()).contains("one class");
    }
}

package org.residual.web.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.Digits;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The service with its defaults, over HTTP. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ShippedModelsHttpTest {
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

    private final ServiceClient client;

    ShippedModelsHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-resnet", "digits-convbnnet"})
    void recognisesTheSampleOfEachDigit(String model) {
        for (int digit = 0; digit < DIGITS.size(); digit++) {
            FilePart sample = FilePart.of(Path.of("samples", DIGITS.get(digit) + ".png"));
            Answer answer = client.predict("/models/" + model + "/predict", sample);
            assertThat(answer.status()).isEqualTo(200);
            JsonNode prediction = answer.json().at("/predictions/0");
            assertThat(prediction.path("argmax").intValue())
                    .as(sample.fileName())
                    .isEqualTo(digit);
            assertThat(prediction.path("label").stringValue()).isEqualTo(Integer.toString(digit));
            assertThat(prediction.path("filename").stringValue()).isEqualTo(sample.fileName());
        }
    }

    @ParameterizedTest
    @CsvSource({"digits-resnet, 0.985", "digits-convbnnet, 0.975"})
    void isAsAccurateAsPromisedOnDigitsItWasNotTrainedOn(String model, double promised) throws IOException {
        assertThat(Digits.accuracy(client, model)).isGreaterThanOrEqualTo(promised);
    }

    @Test
    void answersFromTheDefaultModelWhereNoneIsNamed() {
        Answer answer = client.predict("/predict", FilePart.of(Path.of("samples/three.png")));
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.json().path("model").stringValue()).isEqualTo("digits-resnet");
        assertThat(answer.json().path("version").intValue()).isEqualTo(1);
    }

    @Test
    void answersLogProbabilitiesThatAddUpToOne() {
        JsonNode prediction = client.predict("/predict", FilePart.of(Path.of("samples/five.png")))
                .json()
                .at("/predictions/0");
        JsonNode logProbabilities = prediction.path("log_probabilities");
        assertThat(logProbabilities.size()).isEqualTo(10);
        double sum = logProbabilities
                .valueStream()
                .mapToDouble(value -> Math.exp(value.doubleValue()))
                .sum();
        assertThat(sum).isEqualTo(1, within(1e-5));
        assertThat(prediction.has("top")).isFalse();
    }

    @Test
    void answersTheMostProbableClassesIfAsked() {
        JsonNode prediction = client.predict("/predict?top_k=3", FilePart.of(Path.of("samples/five.png")))
                .json()
                .at("/predictions/0");
        JsonNode top = prediction.path("top");
        assertThat(top.size()).isEqualTo(3);
        assertThat(top.at("/0/class").intValue()).isEqualTo(5);
        assertThat(top.at("/0/label").stringValue()).isEqualTo("5");
        assertThat(top.at("/0/log_probability").doubleValue())
                .isEqualTo(prediction.at("/log_probabilities/5").doubleValue());
        assertThat(top.at("/0/probability").doubleValue())
                .isEqualTo(Math.exp(top.at("/0/log_probability").doubleValue()), within(1e-6));
        assertThat(top.at("/1/log_probability").doubleValue())
                .isGreaterThanOrEqualTo(top.at("/2/log_probability").doubleValue());
    }

    @Test
    void answersInTheOrderSent() {
        List<FilePart> parts = List.of(
                FilePart.of(Path.of("samples/seven.png")),
                FilePart.of(Path.of("samples/two.png")),
                FilePart.of(Path.of("samples/nine.png")));
        JsonNode predictions = client.predict("/predict", parts).json().path("predictions");
        assertThat(predictions.valueStream().map(p -> p.path("filename").stringValue()))
                .containsExactly("seven.png", "two.png", "nine.png");
        assertThat(predictions.valueStream().map(p -> p.path("argmax").intValue()))
                .containsExactly(7, 2, 9);
    }

    @Test
    void answersTheSameForAnImageAloneAndInCompany() throws IOException {
        List<FilePart> parts = Digits.validation().subList(0, 40).stream()
                .map(digit -> FilePart.image("digit.png", digit.png()))
                .toList();
        JsonNode together = client.predict("/predict", parts).json().path("predictions");
        for (int i = 0; i < parts.size(); i++) {
            JsonNode alone = client.predict("/predict", parts.get(i)).json().at("/predictions/0");
            for (int c = 0; c < 10; c++) {
                assertThat(together.get(i).path("log_probabilities").get(c).doubleValue())
                        .isEqualTo(alone.path("log_probabilities").get(c).doubleValue(), within(1e-5));
            }
        }
    }

    @Test
    void readsAnImageThatIsTheBody() throws IOException {
        byte[] image = Files.readAllBytes(Path.of("samples/eight.png"));
        Answer answer = client.post("/models/digits-resnet/versions/1/predict", "image/png", image);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(8);
    }

    @Test
    void describesItsModels() {
        JsonNode list = client.get("/models").json();
        assertThat(list.path("default_model").stringValue()).isEqualTo("digits-resnet");
        assertThat(list.path("models").valueStream().map(m -> m.path("name").stringValue()))
                .containsExactly("digits-convbnnet", "digits-resnet");
        JsonNode model = client.get("/models/digits-resnet").json();
        assertThat(model).isEqualTo(list.at("/models/1"));
        assertThat(model.path("serving_version").intValue()).isEqualTo(1);
        JsonNode version = model.at("/versions/0");
        assertThat(version.path("state").stringValue()).isEqualTo("ready");
        assertThat(version.path("architecture").stringValue()).isEqualTo("resnet");
        assertThat(version.path("input_size").toString()).isEqualTo("{\"height\":32,\"width\":32}");
        assertThat(version.path("labels").valueStream().map(JsonNode::stringValue))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(version.at("/known_answer/reproduced").booleanValue()).isTrue();
        assertThat(version.at("/known_answer/largest_error").doubleValue())
                .isLessThanOrEqualTo(version.at("/known_answer/tolerance").doubleValue());
    }
}

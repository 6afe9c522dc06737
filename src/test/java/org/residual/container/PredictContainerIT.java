package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.Digits;
import org.residual.Digits.Digit;
import org.residual.ServiceClient;
import org.residual.ServiceClient.Answer;
import org.residual.ServiceClient.FilePart;
import tools.jackson.databind.JsonNode;

/** The image answers as the jar does. */
@NeedsDocker
class PredictContainerIT {
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
    private static final int A_REQUEST = 50;

    @ParameterizedTest
    @ValueSource(strings = {"digits-resnet", "digits-convbnnet"})
    void recognisesTheSampleOfEachDigit(String model, ServiceContainer service) {
        List<FilePart> samples = DIGITS.stream()
                .map(name -> FilePart.of(Path.of("samples", name + ".png")))
                .toList();
        Answer answer = service.client().predict("/models/" + model + "/predict", samples);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()
                        .path("predictions")
                        .valueStream()
                        .map(p -> p.path("label").asString()))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @ParameterizedTest
    @CsvSource({"digits-resnet, 0.985", "digits-convbnnet, 0.975"})
    void isAsAccurateAsPromisedOnDigitsItWasNotTrainedOn(String model, double promised, ServiceContainer service)
            throws IOException {
        ServiceClient client = service.client();
        List<Digit> digits = Digits.validation();
        int right = 0;
        for (int start = 0; start < digits.size(); start += A_REQUEST) {
            List<Digit> some = digits.subList(start, start + A_REQUEST);
            List<FilePart> parts = new ArrayList<>();
            some.forEach(digit -> parts.add(FilePart.image("digit.png", digit.png())));
            JsonNode predictions = client.predict("/models/" + model + "/predict", parts)
                    .json()
                    .path("predictions");
            for (int i = 0; i < A_REQUEST; i++) {
                right += predictions.path(i).path("argmax").asInt(-1)
                                == some.get(i).label()
                        ? 1
                        : 0;
            }
        }
        assertThat((double) right / digits.size()).isGreaterThanOrEqualTo(promised);
    }

    @Test
    void readsAnImageThatTakesANativeLibrary(ServiceContainer service) {
        FilePart webp = FilePart.of(Path.of("src/test/resources/images/webp-lossy.webp"));
        assertThat(service.client().predict("/predict", webp).status()).isEqualTo(200);
    }

    @Test
    void everyModelHasReproducedItsKnownAnswer(ServiceContainer service) {
        assertThat(service.client().get("/models").json().path("models").valueStream())
                .hasSize(2)
                .allSatisfy(model -> assertThat(
                                model.at("/versions/0/known_answer/reproduced").booleanValue())
                        .isTrue());
    }
}

package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.Digits;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;

/** The image answers as the jar does. */
@NeedsDocker
class PredictContainerIT {
    private static final List<String> DIGITS =
            List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

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
        assertThat(Digits.accuracy(service.client(), model)).isGreaterThanOrEqualTo(promised);
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

    @Test
    void startsWithTheBeansThatTheBuildPrepared(ServiceContainer service) {
        assertThat(service.getLogs()).contains("Starting AOT-processed ResidualApplication");
    }
}

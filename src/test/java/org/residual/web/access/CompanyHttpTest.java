package org.residual.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.Digits;
import org.residual.support.Digits.Digit;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Many concurrent clients, each with another image. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.predictors.queue.requests=1000", "residual.limits.timeout=60s"})
class CompanyHttpTest {
    private static final int CLIENTS = 64;

    private final ServiceClient client;

    CompanyHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits-resnet", "digits-convbnnet"})
    void anImageGetsTheSameAnswerAloneAndAmongHundreds(String model) throws IOException {
        List<Digit> digits = Digits.validation().subList(0, 600);
        List<float[]> alone = digits.stream().map(digit -> ask(model, digit)).toList();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<float[]>> together = digits.stream()
                    .map(digit -> CompletableFuture.supplyAsync(() -> ask(model, digit), clients))
                    .toList();
            for (int i = 0; i < digits.size(); i++) {
                assertThat(together.get(i).join()).as("digit %d", i).containsExactly(alone.get(i), within(1e-5f));
            }
        } finally {
            clients.shutdown();
        }
    }

    private float[] ask(String model, Digit digit) {
        JsonNode logProbabilities = client.predict(
                        "/models/" + model + "/predict", FilePart.image("digit.png", digit.png()))
                .json()
                .at("/predictions/0/log_probabilities");
        assertThat(logProbabilities.size()).isEqualTo(10);
        float[] values = new float[10];
        IntStream.range(0, 10).forEach(i -> values[i] = logProbabilities.get(i).floatValue());
        return values;
    }
}

package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.residual.image.format.ImageRefusedException.Reason;
import org.residual.inference.request.InferenceListener;
import org.residual.inference.request.Prediction;
import org.residual.store.version.ReadyVersion;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

/** Predictions that hang, one after the other until no predictor is left. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.predictors.count=1", "residual.predictors.stuck-after=1s"})
@Import(HungPredictorTest.Hang.class)
@DirtiesContext
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HungPredictorTest {
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String[] A_MINUTE = {"X-Request-Timeout-Ms", "60000"};

    private final ServiceClient client;
    private final ServiceClient management;
    private final Hang hang;

    HungPredictorTest(@LocalServerPort int port, @LocalManagementPort int managementPort, @Autowired Hang hang) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        this.hang = hang;
    }

    /** Blocks a selected predictor, like a call into the engine that does not return. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Hang {
        private final Semaphore orders = new Semaphore(0);
        private final Semaphore letGo = new Semaphore(0);

        @Bean
        @Primary
        InferenceListener hangingListener() {
            return new InferenceListener() {
                @Override
                public void decoded(ReadyVersion version) {}

                @Override
                public void refused(ReadyVersion version, Reason reason) {}

                @Override
                public void predicted(ReadyVersion version, List<Prediction> predictions, Duration inNetwork) {
                    if (orders.tryAcquire()) {
                        letGo.acquireUninterruptibly();
                    }
                }
            };
        }
    }

    private Answer predict() {
        return client.predict("/predict", List.of(THREE), A_MINUTE);
    }

    private void assertIsAnswered() {
        Answer answer = predict();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").asInt()).isEqualTo(3);
    }

    private void assertHangsAndIsAnsweredWithAnError() {
        hang.orders.release();
        Answer answer = predict();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:residual:problem:internal");
    }

    private double replaced() {
        return management
                .get("/actuator/prometheus")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("residual_predictors_replaced_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void theRequestIsAnsweredWithAnErrorAndAnotherPredictorAnswersTheNextOnes() {
        assertHangsAndIsAnsweredWithAnError();
        assertIsAnswered();
        assertThat(replaced()).isEqualTo(1);
        assertThat(management.get(LIVENESS).status()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void theServiceIsNotAliveWhenNoPredictorMayBeReplacedAnyMoreUntilTheCallReturns() throws Exception {
        assertHangsAndIsAnsweredWithAnError();
        assertThat(management.get(LIVENESS).status()).isEqualTo(503);
        hang.letGo.release(2);
        assertIsAnswered();
        assertThat(management.get(LIVENESS).status()).isEqualTo(200);
    }
}

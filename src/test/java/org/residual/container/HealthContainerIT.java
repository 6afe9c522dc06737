package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.ServiceClient.Answer;

/** The container reports its health. */
@NeedsDocker
class HealthContainerIT {
    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness"})
    void isUp(String path, ServiceContainer service) {
        Answer answer = service.management().get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("UP");
    }

    @Test
    void theEngineFindsItHealthy(ServiceContainer service) {
        await().atMost(Duration.ofMinutes(1)).until(service::isHealthy);
    }

    @Test
    void itsCheckFailsWhereNothingAnswers(ServiceContainer service) throws Exception {
        assertThat(service.execInContainer("env", "MANAGEMENT_SERVER_PORT=8082", "/opt/residual/bin/healthy")
                        .getExitCode())
                .isNotZero();
    }
}

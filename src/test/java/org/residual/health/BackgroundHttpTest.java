package org.residual.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.background.BackgroundLoop;
import org.residual.background.BackgroundLoops;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.test.annotation.DirtiesContext;

/** The state of background loops is visible from outside. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BackgroundHttpTest {
    private static final String LIVENESS = "/actuator/health/liveness";
    private static final String READINESS = "/actuator/health/readiness";

    private final ServiceClient management;
    private final BackgroundLoops loops;

    BackgroundHttpTest(@LocalManagementPort int port, @Autowired BackgroundLoops loops) {
        this.management = new ServiceClient(port);
        this.loops = loops;
    }

    @ParameterizedTest
    @ValueSource(strings = {"admission", "answer-watch", "predictor-watch", "store-watcher"})
    void everyLoopHasItsMetrics(String loop) {
        String metrics = management.get("/actuator/prometheus").response().body();
        assertThat(metrics)
                .contains("residual_background_age_seconds{loop=\"" + loop + "\"}")
                .contains("residual_background_age_limit_seconds{loop=\"" + loop + "\"}")
                .contains("residual_background_faults_total{loop=\"" + loop + "\"} 0.0");
    }

    @Test
    void theServiceIsNotAliveWhileALoopHangsThoughItIsReady() throws Exception {
        assertThat(management.get(LIVENESS).status()).isEqualTo(200);
        Semaphore entered = new Semaphore(0);
        Semaphore letGo = new Semaphore(0);
        try (BackgroundLoop loop = loops.start("test-loop", Duration.ofNanos(1), Duration.ZERO, () -> {
            entered.release();
            letGo.acquire();
        })) {
            entered.acquire();
            assertThat(loop.hangs()).isTrue();
            Answer liveness = management.get(LIVENESS);
            assertThat(liveness.status()).isEqualTo(503);
            assertThat(management.get(READINESS).status()).isEqualTo(200);
        }
    }
}

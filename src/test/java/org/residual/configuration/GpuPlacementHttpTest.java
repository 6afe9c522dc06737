package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.nn.device.FakeGpus;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.annotation.DirtiesContext;

/** The whole service on a machine with two GPUs, simulated by the CPU. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.predictors.gpu.batch.images=8", "residual.predictors.gpu.predictors=3"})
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
class GpuPlacementHttpTest {
    @TestConfiguration(proxyBeanMethods = false)
    static class TwoGpus {
        @Bean
        @Primary
        VisibleGpus twoGpus() {
            return () -> FakeGpus.of(2);
        }
    }

    private final ServiceClient client;
    private final ServiceClient management;

    GpuPlacementHttpTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
    }

    private List<String> metrics() {
        return management
                .get("/actuator/prometheus", "Accept", "text/plain")
                .response()
                .body()
                .lines()
                .toList();
    }

    @Test
    void answers() {
        assertThat(client.predict("/predict", FilePart.of(Path.of("samples/three.png")))
                        .json()
                        .at("/predictions/0/argmax")
                        .intValue())
                .isEqualTo(3);
    }

    @Test
    void tellsPrometheusWhereItsPredictorsWork() {
        assertThat(metrics())
                .contains(
                        "residual_predictors_placed{device=\"gpu:0\"} 3.0",
                        "residual_predictors_placed{device=\"gpu:1\"} 3.0",
                        "residual_predictors 6.0");
    }

    @Test
    void logsWhereItsPredictorsWorkAndWhereVersionsAreReady(CapturedOutput output) {
        assertThat(output)
                .contains("6 predictor(s) on [gpu:0, gpu:1]")
                .containsPattern("digits-resnet version 1 is ready; its known answer was reproduced to .* on"
                        + " \\[gpu:0, gpu:1\\]");
    }
}

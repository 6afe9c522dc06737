package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.residual.support.ServiceClient.FilePart;
import org.testcontainers.containers.Network;

/** Prometheus, in a container of its own, finds the service by its name. */
@NeedsDocker
class MetricsContainerIT {
    private static final String PREDICTIONS = "residual_predictions_total";

    @Test
    void areScrapedOverTheNetworkTheyShare(ServiceImage image) {
        try (Network network = Network.newNetwork();
                ServiceContainer service =
                        new ServiceContainer(image).withNetwork(network).withNetworkAliases("residual");
                PrometheusContainer prometheus = new PrometheusContainer(image, "residual:8081").withNetwork(network)) {
            service.start();
            prometheus.start();
            assertThat(service.client()
                            .predict("/predict", FilePart.of(Path.of("samples/three.png")))
                            .status())
                    .isEqualTo(200);

            await().atMost(Duration.ofMinutes(2)).until(() -> prometheus.sum(PREDICTIONS) == 1);
            assertThat(prometheus.sum("up")).isEqualTo(1);
        }
    }
}

package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.clients.Proxy;
import org.residual.helm.LoadClient;
import org.residual.support.NeedsPrograms;
import tools.jackson.databind.JsonNode;

/** The clients of {@code scripts/check-on-cluster}, while one of two containers behind a load balancer is stopped. */
@NeedsDocker
@NeedsPrograms
class ClusterLoadContainerIT {
    private static final int ENOUGH = 100;

    @TempDir
    private Path directory;

    private static ServiceContainer container(ServiceImage image) {
        return new ServiceContainer(image).withEnv("RESIDUAL_SHUTDOWN_DELAY", "3s");
    }

    private Proxy balance(ServiceContainer one, ServiceContainer other) throws IOException {
        return Proxy.haproxy(directory, """
                    option httpchk GET %s
                    default-server check port %s inter 200ms
                    server one %s:%s
                    server other %s:%s
                """.formatted(
                        ServiceContainer.READINESS,
                        ServiceContainer.MANAGEMENT_PORT,
                        one.address().getHostString(),
                        one.address().getPort(),
                        other.address().getHostString(),
                        other.address().getPort()));
    }

    @Test
    void noRequestFailsWhereOneOfTwoIsStopped(ServiceImage image) throws Exception {
        try (ServiceContainer stopped = container(image);
                ServiceContainer other = container(image)) {
            stopped.start();
            other.start();
            try (Proxy proxy = balance(stopped, other);
                    LoadClient load = new LoadClient(directory, proxy.port())) {
                load.await("answered", "kept", ENOUGH);
                JsonNode before = load.counts();
                stopped.terminate(Duration.ofMinutes(1));
                load.await(
                        "answered", "new", before.path("answered").path("new").intValue() + ENOUGH);
                JsonNode counts = load.end();
                JsonNode failed = counts.path("failed");
                assertThat(failed.path("kept").intValue()
                                - before.path("failed").path("kept").intValue()
                                + failed.path("new").intValue()
                                - before.path("failed").path("new").intValue())
                        .as(counts.toString())
                        .isZero();
            }
        }
    }
}

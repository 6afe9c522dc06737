package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.helm.LoadClient;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import tools.jackson.databind.JsonNode;

/** The clients of {@code scripts/check-on-cluster}, where one of two containers behind a load balancer goes. */
@NeedsDocker
@NeedsPrograms
class ClusterLoadContainerIT {
    private static final int ENOUGH = 100;

    @TempDir
    private Path directory;

    private static ServiceContainer container(ServiceImage image) {
        return new ServiceContainer(image).withEnv("RESIDUAL_SHUTDOWN_DELAY", "3s");
    }

    private Process balance(int port, ServiceContainer one, ServiceContainer other) throws Exception {
        Path haproxy = Programs.find("HAProxy is not installed.", "haproxy");
        Path configuration = Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 30s
                    timeout server 30s
                    timeout check 10s
                frontend clients
                    bind 127.0.0.1:%s
                    default_backend services
                backend services
                    option httpchk GET %s
                    default-server check port %s inter 200ms
                    server one %s:%s
                    server other %s:%s
                """.formatted(
                        port,
                        ServiceContainer.READINESS,
                        ServiceContainer.MANAGEMENT_PORT,
                        one.address().getHostString(),
                        one.address().getPort(),
                        other.address().getHostString(),
                        other.address().getPort()));
        return new ProcessBuilder(haproxy.toString(), "-db", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.log").toFile())
                .start();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void noRequestFailsWhereOneOfTwoIsStopped(ServiceImage image) throws Exception {
        int port = freePort();
        try (ServiceContainer stopped = container(image);
                ServiceContainer other = container(image)) {
            stopped.start();
            other.start();
            Process proxy = balance(port, stopped, other);
            try (LoadClient load = new LoadClient(directory, port)) {
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
            } finally {
                proxy.destroy();
                proxy.waitFor();
            }
        }
    }
}

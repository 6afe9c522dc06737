package org.residual.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.support.Programs;
import org.residual.support.ServiceClient;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** This machine's Prometheus, put into a container with the project's configuration and shorter intervals. */
final class PrometheusContainer extends GenericContainer<PrometheusContainer> {
    private static final int PORT = 9090;
    private static final int EXECUTABLE = 0755;

    /**
     * @param image some image that a program of this machine runs in
     * @param target of its scrapes, {@code host:port}
     */
    PrometheusContainer(ServiceImage image, String target) {
        super(image.name());
        Path program =
                Programs.find("Metrics are scraped by Prometheus: install it (Debian: prometheus).", "prometheus");
        withCopyFileToContainer(MountableFile.forHostPath(program, EXECUTABLE), "/opt/prometheus");
        withCopyToContainer(Transferable.of(configuration(target)), "/etc/prometheus.yml");
        withCreateContainerCmdModifier(create -> create.withEntrypoint("/opt/prometheus"));
        withCommand("--config.file=/etc/prometheus.yml", "--storage.tsdb.path=/tmp/data");
        withExposedPorts(PORT);
        waitingFor(Wait.forHttp("/-/ready").forPort(PORT));
    }

    private static String configuration(String target) {
        try {
            return Files.readString(Path.of("deploy/monitoring/prometheus.yml"))
                    .replaceAll("_interval: 15s", "_interval: 1s")
                    .replace("localhost:8081", target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The current sum of all series of a metric; 0 if it has none. */
    double sum(String metric) {
        return new ServiceClient(getMappedPort(PORT))
                .get("/api/v1/query?query=sum(" + metric + ")")
                .json()
                .at("/data/result/0/value/1")
                .asDouble(0);
    }
}

package org.residual.container;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Volume;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.residual.support.ServiceClient;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** The service in a container; it counts as started when it is ready. */
final class ServiceContainer extends GenericContainer<ServiceContainer> {
    private static final int PORT = 8080;
    static final int MANAGEMENT_PORT = 8081;
    static final String READINESS = "/actuator/health/readiness";
    /** Build machines are busy. */
    private static final Duration START = Duration.ofMinutes(3);

    ServiceContainer(ServiceImage image) {
        super(image.name());
        withExposedPorts(PORT, MANAGEMENT_PORT);
        waitingFor(Wait.forHttp(READINESS).forPort(MANAGEMENT_PORT).withStartupTimeout(START));
    }

    /** With a read-only file system except {@code /tmp}, no capabilities, and no way to gain any. */
    ServiceContainer withFewestRights() {
        return withTmpFs(Map.of("/tmp", "rw,exec,mode=1777"))
                .withCreateContainerCmdModifier(create -> create.getHostConfig()
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges")));
    }

    /** No more memory than that, and no swap. */
    ServiceContainer withMemory(long bytes) {
        return withCreateContainerCmdModifier(
                create -> create.getHostConfig().withMemory(bytes).withMemorySwap(bytes));
    }

    /** With another store, mounted read-only. */
    ServiceContainer withStore(Path store) {
        return withFolder(store, "/model-store");
    }

    /** With a folder, mounted read-only. */
    ServiceContainer withFolder(Path folder, String path) {
        // Testcontainers' own method would first fetch an image to see whether folders can be mounted.
        Bind bind = new Bind(folder.toAbsolutePath().toString(), new Volume(path), AccessMode.ro);
        return withCreateContainerCmdModifier(create -> create.getHostConfig().withBinds(bind));
    }

    /** The address of the container itself, without Docker's port forwarding. */
    InetSocketAddress address() {
        return getCurrentContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(network -> new InetSocketAddress(network.getIpAddress(), PORT))
                .findFirst()
                .orElseThrow();
    }

    ServiceClient client() {
        return new ServiceClient(getMappedPort(PORT));
    }

    /** A channel to a gRPC server on that port. */
    ManagedChannel channel(int port) {
        return Grpc.newChannelBuilder("localhost:" + getMappedPort(port), InsecureChannelCredentials.create())
                .build();
    }

    ServiceClient management() {
        return new ServiceClient(getMappedPort(MANAGEMENT_PORT));
    }

    ContainerState state() {
        return getCurrentContainerInfo().getState();
    }

    /** Stops it like {@code docker stop}, with SIGTERM, and returns its exit code. */
    ContainerState terminate(Duration patience) {
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout(Math.toIntExact(patience.toSeconds()))
                .exec();
        return state();
    }
}

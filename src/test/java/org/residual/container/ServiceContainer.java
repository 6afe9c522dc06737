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

/** The service in a container; it has started when it is ready. */
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

    /** Nothing can be written but in {@code /tmp}, no capability is left, and none can be gained. */
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

    /** With a store of one's own, which nothing is written to. */
    ServiceContainer withStore(Path store) {
        return withFolder(store, "/model-store");
    }

    /** With a folder that nothing is written to. */
    ServiceContainer withFolder(Path folder, String path) {
        // Testcontainers' own way would fetch an image first, to see whether folders can be mounted.
        Bind bind = new Bind(folder.toAbsolutePath().toString(), new Volume(path), AccessMode.ro);
        return withCreateContainerCmdModifier(create -> create.getHostConfig().withBinds(bind));
    }

    /** Where the container itself listens, with nothing of Docker's in between. */
    InetSocketAddress address() {
        return getCurrentContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(network -> new InetSocketAddress(network.getIpAddress(), PORT))
                .findFirst()
                .orElseThrow();
    }

    ServiceClient client() {
        return new ServiceClient(getMappedPort(PORT));
    }

    /** A channel to what speaks gRPC on that port. */
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

    /** Stops it as {@code docker stop} does, with SIGTERM, and returns how it ended. */
    ContainerState terminate(Duration patience) {
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout(Math.toIntExact(patience.toSeconds()))
                .exec();
        return state();
    }
}

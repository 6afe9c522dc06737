package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.FilePart;

/** The service stays within the documented memory, however many clients there are. */
@NeedsDocker
class MemoryContainerIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int CLIENTS = 24;
    /** Busy machines may answer late, but should answer. */
    private static final String[] PATIENCE = {"X-Request-Timeout-Ms", "60000"};

    private static void holdsOut(ServiceContainer service, String path, List<FilePart> images) throws Exception {
        service.start();
        ServiceClient client = service.client();
        List<Integer> statuses =
                Crowd.ask(CLIENTS, () -> client.predict(path, images, PATIENCE).status());

        assertThat(statuses).contains(200).allMatch(status -> status == 200 || status == 429);
        ContainerState state = service.state();
        assertThat(state.getOOMKilled()).isFalse();
        assertThat(state.getRunning()).isTrue();
    }

    @Test
    void aGibibyteIsEnoughForTheDocumentedResNet(ServiceImage image, @TempDir Path directory) throws Exception {
        try (ServiceContainer service = new ServiceContainer(image)
                .withStore(DocumentedResNet.importInto(directory))
                .withEnv("RESIDUAL_DEFAULT_MODEL", "photos")
                .withMemory(1024 * MEBIBYTE)) {
            holdsOut(service, DocumentedResNet.PREDICT, DocumentedResNet.photos(8));
        }
    }

    @Test
    void halfAGibibyteIsEnoughForTheDigits(ServiceImage image) throws Exception {
        try (ServiceContainer service = new ServiceContainer(image).withMemory(512 * MEBIBYTE)) {
            holdsOut(service, "/predict", List.of(FilePart.of(Path.of("samples/three.png"))));
        }
    }
}

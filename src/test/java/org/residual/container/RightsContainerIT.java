package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The service needs hardly any privileges. */
@NeedsDocker
class RightsContainerIT {
    private static String output(ServiceContainer service, String... command) throws IOException, InterruptedException {
        return service.execInContainer(command).getStdout();
    }

    /** A line of Linux's status of the service's process. */
    private static String status(ServiceContainer service, String field) throws IOException, InterruptedException {
        return output(service, "grep", "^" + field + ":", "/proc/1/status")
                .replace(field + ":", "")
                .strip();
    }

    @Test
    void runsAsAUserThatIsNotRoot(ServiceContainer service) throws Exception {
        assertThat(status(service, "Uid")).isEqualTo("10001\t10001\t10001\t10001");
        assertThat(status(service, "Gid")).isEqualTo("10001\t10001\t10001\t10001");
    }

    @Test
    void runsWithoutCapabilities(ServiceContainer service) throws Exception {
        assertThat(status(service, "CapEff")).isEqualTo("0000000000000000");
        assertThat(status(service, "CapBnd")).isEqualTo("0000000000000000");
    }

    @Test
    void runsWhereNoPrivilegesCanBeGained(ServiceContainer service) throws Exception {
        assertThat(status(service, "NoNewPrivs")).isEqualTo("1");
    }

    @Test
    void runsOnAFileSystemThatCannotBeWritten(ServiceContainer service) throws Exception {
        assertThat(output(service, "grep", " / ", "/proc/1/mounts").split(" ")[3])
                .startsWith("ro,");
        assertThat(service.client().get("/models").status()).isEqualTo(200);
    }
}

package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The contents of the image. */
@NeedsDocker
class ContentsContainerIT {
    private static final long MEGABYTE = 1_000_000;

    /** The output of a shell in the container. */
    private static String shell(ServiceContainer service, String script) throws Exception {
        return service.execInContainer("sh", "-c", script).getStdout().strip();
    }

    @Test
    void thereIsNothingToBuildWith(ServiceContainer service) throws Exception {
        assertThat(shell(service, "command -v javac jlink jshell gcc cc c++ ld strip make mvn"))
                .isEmpty();
    }

    @Test
    void nothingFetchedByAptIsLeft(ServiceContainer service) throws Exception {
        assertThat(shell(service, "find /var/lib/apt/lists /var/cache/apt -type f"))
                .isEmpty();
    }

    @Test
    void noProgramGivesItsCallerMoreRights(ServiceContainer service) throws Exception {
        assertThat(shell(service, "find / -xdev -type f -perm /6000 2> /dev/null"))
                .isEmpty();
    }

    @Test
    void theEngineIsThereOnce(ServiceContainer service) throws Exception {
        assertThat(shell(service, "find / -xdev -name 'libtorch_cpu.so*' 2> /dev/null"))
                .isEqualTo("/opt/residual/native/libtorch_cpu.so");
        assertThat(shell(service, "find / -xdev -name 'pytorch-native-*' 2> /dev/null"))
                .isEmpty();
    }

    @Test
    void theServiceIsNotRootWhereNobodySaysSo(ServiceImage image) {
        assertThat(image.inspect().getConfig().getUser()).isEqualTo("10001:10001");
    }

    @Test
    void itsLabelsSayWhatItIs(ServiceImage image) {
        assertThat(image.inspect().getConfig().getLabels())
                .containsAllEntriesOf(Map.of(
                        "org.opencontainers.image.title",
                        "Residual",
                        "org.opencontainers.image.licenses",
                        "Apache-2.0",
                        "org.opencontainers.image.version",
                        ServiceImage.VERSION,
                        "org.opencontainers.image.revision",
                        ServiceImage.REVISION,
                        "org.opencontainers.image.created",
                        ServiceImage.CREATED,
                        "org.opencontainers.image.source",
                        ServiceImage.SOURCE,
                        "org.opencontainers.image.url",
                        ServiceImage.URL))
                .hasEntrySatisfying(
                        "org.opencontainers.image.base.name",
                        base -> assertThat(base).isNotBlank());
    }

    @Test
    void itIsNoLargerThanDocumented(ServiceImage image) {
        assertThat(image.inspect().getSize()).isLessThan(710 * MEGABYTE);
    }
}

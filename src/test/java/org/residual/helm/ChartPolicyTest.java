package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requirements of clusters with the restricted pod security standard, and of their operators. */
class ChartPolicyTest {
    private static Stream<Manifests> releases() {
        return Chart.variants().map(Chart.shipped()::render);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void podsKeepTheRestrictedStandard(Manifests release) {
        for (PodSpec pod : release.pods()) {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()))
                    .containsOnlyNulls();
            assertThat(pod.getVolumes())
                    .allMatch(volume -> volume.getEmptyDir() != null
                            || volume.getConfigMap() != null
                            || volume.getSecret() != null
                            || volume.getPersistentVolumeClaim() != null);
        }
        for (Container container : release.containers()) {
            var security = container.getSecurityContext();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getPrivileged()).isNull();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(security.getCapabilities().getAdd()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theRootFileSystemIsReadOnly(Manifests release) {
        assertThat(release.containers())
                .allMatch(container -> container.getSecurityContext().getReadOnlyRootFilesystem());
    }

    @ParameterizedTest
    @MethodSource("releases")
    void foldersThatAreWrittenHaveALimit(Manifests release) {
        assertThat(release.server().getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(volume -> volume.getEmptyDir().getSizeLimit() != null);
        assertThat(release.serverContainer().getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/tmp"))
                .anyMatch(mount -> mount.getMountPath().equals("/var/cache/residual"));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void noPodGetsATokenForTheCluster(Manifests release) {
        assertThat(release.pods()).noneMatch(PodSpec::getAutomountServiceAccountToken);
        assertThat(release.the(ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void otherServicesAddNothingToTheEnvironment(Manifests release) {
        assertThat(release.pods()).noneMatch(PodSpec::getEnableServiceLinks);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void eachImageIsOneThatStaysTheSame(Manifests release) {
        assertThat(release.containers())
                .extracting(Container::getImage)
                .allMatch(image -> image.matches(".+(:[^:/]+|@sha256:[0-9a-f]{64})"))
                .noneMatch(image -> image.endsWith(":latest"));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void eachContainerAsksForWhatItMayHaveAtMost(Manifests release) {
        for (Container container : release.containers()) {
            Map<String, Quantity> requests = container.getResources().getRequests();
            Map<String, Quantity> limits = container.getResources().getLimits();
            assertThat(limits).containsKeys("cpu", "memory");
            assertThat(requests)
                    .containsOnlyKeys(limits.keySet())
                    .allSatisfy((name, quantity) -> assertThat(quantity.getNumericalAmount())
                            .isLessThanOrEqualTo(limits.get(name).getNumericalAmount()));
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void probesAskTheManagementPort(Manifests release) {
        Container server = release.serverContainer();
        List<Probe> probes = List.of(server.getStartupProbe(), server.getLivenessProbe(), server.getReadinessProbe());
        assertThat(probes)
                .allMatch(probe -> probe.getHttpGet().getPort().getStrVal().equals("management"))
                .extracting(probe -> probe.getHttpGet().getPath())
                .containsExactly(
                        "/actuator/health/liveness", "/actuator/health/liveness", "/actuator/health/readiness");
    }

    @ParameterizedTest
    @CsvSource({"default, 30", "default, 0", "default, 600", "everything, 120"})
    void aPodIsKilledOnlyAfterItMayHaveFinished(String variant, int drainSeconds) {
        int delaySeconds = 7;
        Manifests release = Chart.shipped()
                .render(variant, Map.of("shutdown.delaySeconds", delaySeconds, "shutdown.drainSeconds", drainSeconds));
        assertThat(release.environment())
                .containsEntry("RESIDUAL_SHUTDOWN_DELAY", delaySeconds + "s")
                .containsEntry("RESIDUAL_PREDICTORS_DRAINTIME", drainSeconds + "s");
        assertThat(release.server().getTerminationGracePeriodSeconds()).isGreaterThan(delaySeconds + drainSeconds);
    }

    @Test
    void podsThatAreReplacedAtOnceHaveNoPaceOfDoingSo() {
        var strategy = Chart.shipped()
                .render("default", Map.of("strategy.type", "Recreate"))
                .the(Deployment.class)
                .getSpec()
                .getStrategy();
        assertThat(strategy.getType()).isEqualTo("Recreate");
        assertThat(strategy.getRollingUpdate()).isNull();
    }

    @Test
    void aGpuComesWithItsImageRuntimeAndTolerations() {
        Manifests release = Chart.shipped().render("gpu");
        assertThat(release.serverContainer().getResources().getLimits())
                .containsEntry("nvidia.com/gpu", new Quantity("2"));
        assertThat(release.serverContainer().getImage()).endsWith("-gpu");
        assertThat(release.server().getRuntimeClassName()).isEqualTo("nvidia");
        assertThat(release.server().getTolerations())
                .extracting(toleration -> toleration.getKey())
                .containsExactly("dedicated", "nvidia.com/gpu");
    }

    @Test
    void aPodThatIsGivenAGpuServesFromItOrNotAtAll() {
        assertThat(Chart.shipped().render("gpu").environment())
                .containsEntry("RESIDUAL_PREDICTORS_DEVICE", "gpu")
                .containsEntry("RESIDUAL_PREDICTORS_GPU_IFMISSING", "fail");
        assertThat(Chart.shipped()
                        .render("gpu", Map.of("gpu.ifMissing", "fall-back"))
                        .environment())
                .containsEntry("RESIDUAL_PREDICTORS_GPU_IFMISSING", "fall-back");
        assertThat(Chart.shipped().render("default").environment().keySet())
                .noneMatch(name -> name.startsWith("RESIDUAL_PREDICTORS_DEVICE"));
    }

    @ParameterizedTest
    @CsvSource({
        "default,",
        "pvc, /model-store",
        "existing-claim, /model-store",
        "init-container, /model-store",
        "s3, s3://models/production"
    })
    void theModelsAreReadFromWhereTheValuesSay(String variant, String store) {
        assertThat(Chart.shipped().render(variant).environment().get("RESIDUAL_MODELSTORE"))
                .isEqualTo(store);
    }
}

package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A cluster's requirements can be added to the chart, and fields that it sets itself can be removed. */
class ChartExtrasTest {
    private final Manifests release = Chart.shipped().render("extras");

    private static PodSpec test(Manifests release) {
        return release.the(Pod.class).getSpec();
    }

    @Test
    void commonLabelsAreOnAllObjectsAndPods() {
        assertThat(release.objects())
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getLabels()).containsEntry("example.org/team", "vision"));
        assertThat(release.the(Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .containsEntry("example.org/team", "vision");
    }

    @Test
    void commonLabelsSelectNothingAndReplaceNone() {
        assertThat(release.the(Deployment.class).getSpec().getSelector().getMatchLabels())
                .doesNotContainKey("example.org/team");
        assertThat(release.objects())
                .extracting(HasMetadata::getMetadata)
                .allMatch(metadata ->
                        metadata.getLabels().get("app.kubernetes.io/managed-by").equals("Helm"));
    }

    @Test
    void containersRunBesideAndBeforeTheServer() {
        assertThat(release.server().getContainers())
                .extracting(Container::getName)
                .containsExactly("residual", "proxy");
        assertThat(release.server().getInitContainers())
                .extracting(Container::getName)
                .containsExactly("wait");
    }

    @Test
    void theServerMountsTheVolumes() {
        assertThat(release.serverContainer().getVolumeMounts())
                .anyMatch(mount -> mount.getName().equals("certificates")
                        && mount.getMountPath().equals("/etc/ssl/example"));
    }

    @Test
    void objectsAreTemplatesWhetherTheyAreTextOrNot() {
        assertThat(release.all(ConfigMap.class))
                .extracting(map -> map.getMetadata().getName())
                .containsExactlyInAnyOrder("residual-certificates", "written-as-text");
    }

    @Test
    void namesAreLookedUpWhereTheValuesSay() {
        assertThat(release.server().getDnsPolicy()).isEqualTo("None");
        assertThat(release.server().getDnsConfig().getNameservers()).containsExactly("192.0.2.53");
        assertThat(release.server().getHostAliases())
                .singleElement()
                .matches(alias -> alias.getIp().equals("192.0.2.10"));
    }

    @Test
    void aClusterMayGiveUserAndGroupItself() {
        Manifests openshift = Chart.shipped().render("openshift");
        assertThat(openshift.pods()).allSatisfy(pod -> {
            assertThat(pod.getSecurityContext().getFsGroup()).isNull();
            assertThat(pod.getSecurityContext().getRunAsUser()).isNull();
        });
        assertThat(openshift.containers())
                .allMatch(container -> container.getSecurityContext().getRunAsUser() == null);
    }

    @Test
    void theSystemCallsOfAPodMayBeLeftToTheCluster() {
        assertThat(Chart.shipped()
                        .render("default", Map.of("podSecurityContext.seccompProfile", "null"))
                        .pods())
                .allMatch(pod -> pod.getSecurityContext().getSeccompProfile() == null);
    }

    @Test
    void aContainerMayHaveAUserOfItsOwnAndKeepsTheRest() {
        assertThat(test(Chart.shipped().render("default"))
                        .getContainers()
                        .get(0)
                        .getSecurityContext()
                        .getRunAsUser())
                .isEqualTo(10001);
        Manifests models = Chart.shipped()
                .render(
                        "init-container",
                        Map.of(
                                "modelStore.initContainer.securityContext.runAsUser",
                                1234,
                                "modelStore.initContainer.securityContext.readOnlyRootFilesystem",
                                false));
        var security = models.server().getInitContainers().get(0).getSecurityContext();
        assertThat(security.getRunAsUser()).isEqualTo(1234);
        assertThat(security.getReadOnlyRootFilesystem()).isFalse();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    }
}

package org.residual.helm;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.GRPCRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The objects of a release agree on names, labels and ports, for all values. */
class ChartAgreementTest {
    private static final Map<String, Integer> OTHER_PORTS =
            Map.of("ports.http", 9080, "ports.grpc", 9001, "ports.management", 9081);

    private static Stream<Manifests> releases() {
        return Chart.variants()
                .flatMap(variant -> Stream.of(
                        Chart.shipped().render(variant), Chart.shipped().render(variant, OTHER_PORTS)));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatSelectsPodsSelectsThoseThatServeAndNoOthers(Manifests release) {
        Map<String, String> server = release.the(Deployment.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        Map<String, String> test = release.the(Pod.class).getMetadata().getLabels();
        Stream<Map<String, String>> selectors = Stream.of(
                        Stream.of(release.the(Deployment.class)
                                .getSpec()
                                .getSelector()
                                .getMatchLabels()),
                        release.all(Service.class).stream()
                                .map(service -> service.getSpec().getSelector()),
                        release.all(PodDisruptionBudget.class).stream()
                                .map(budget -> budget.getSpec().getSelector().getMatchLabels()),
                        release.all(NetworkPolicy.class).stream()
                                .map(policy -> policy.getSpec().getPodSelector().getMatchLabels()),
                        release.server().getTopologySpreadConstraints().stream()
                                .map(spread -> spread.getLabelSelector().getMatchLabels()))
                .flatMap(each -> each);
        assertThat(selectors).hasSizeGreaterThanOrEqualTo(5).allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            assertThat(server).containsAllEntriesOf(selector);
            assertThat(test.entrySet().containsAll(selector.entrySet())).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("releases")
    void servicesLeadToPortsThatThePodsHave(Manifests release) {
        for (Service service : release.all(Service.class)) {
            assertThat(service.getSpec().getPorts())
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(
                                    release.containerPort(port.getTargetPort().getStrVal()))
                            .contains(port.getPort()));
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theServiceListensWhereThePodsPortsAre(Manifests release) {
        assertThat(release.environment())
                .contains(
                        entry(
                                "SERVER_PORT",
                                release.containerPort("http").orElseThrow().toString()),
                        entry(
                                "MANAGEMENT_SERVER_PORT",
                                release.containerPort("management")
                                        .orElseThrow()
                                        .toString()),
                        entry("MANAGEMENT_SERVER_ADDRESS", "0.0.0.0"));
        assertThat(release.environment().get("RESIDUAL_GRPC_PORT"))
                .isEqualTo(release.containerPort("grpc").map(String::valueOf).orElse(null));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void managementIsNotWhereTheWorldMayCome(Manifests release) {
        for (Service service : release.all(Service.class)) {
            boolean forTheWorld = service.getMetadata().getName().equals(server(release));
            assertThat(service.getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .matches(names -> names.contains("management") != forTheWorld);
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void routesLeadToPortsThatTheServiceHas(Manifests release) {
        Service service = release.all(Service.class).stream()
                .filter(each -> each.getMetadata().getName().equals(server(release)))
                .findFirst()
                .orElseThrow();
        for (Ingress ingress : release.all(Ingress.class)) {
            assertThat(ingress.getSpec().getRules())
                    .isNotEmpty()
                    .allSatisfy(rule -> assertThat(rule.getHttp().getPaths()).allSatisfy(path -> {
                        var backend = path.getBackend().getService();
                        assertThat(backend.getName())
                                .isEqualTo(service.getMetadata().getName());
                        assertThat(port(service, backend.getPort().getName())).isPositive();
                    }));
        }
        for (HTTPRoute route : release.all(HTTPRoute.class)) {
            var backend = route.getSpec().getRules().get(0).getBackendRefs().get(0);
            assertThat(backend.getName()).isEqualTo(service.getMetadata().getName());
            assertThat(backend.getPort()).isEqualTo(port(service, "http"));
        }
        for (GRPCRoute route : release.all(GRPCRoute.class)) {
            var backend = route.getSpec().getRules().get(0).getBackendRefs().get(0);
            assertThat(backend.getName()).isEqualTo(service.getMetadata().getName());
            assertThat(backend.getPort()).isEqualTo(port(service, "grpc"));
        }
        String address = scheme(service) + "://" + service.getMetadata().getName() + ":" + port(service, "http") + "/";
        assertThat(release.the(Pod.class).getSpec().getContainers().get(0).getArgs())
                .filteredOn(argument -> argument.startsWith("http"))
                .isNotEmpty()
                .allMatch(argument -> argument.startsWith(address));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theServiceMonitorFindsOneServiceWithThePortItReads(Manifests release) {
        for (ServiceMonitor monitor : release.all(ServiceMonitor.class)) {
            List<Service> found = release.all(Service.class).stream()
                    .filter(service -> service.getMetadata()
                            .getLabels()
                            .entrySet()
                            .containsAll(monitor.getSpec()
                                    .getSelector()
                                    .getMatchLabels()
                                    .entrySet()))
                    .toList();
            assertThat(found).hasSize(1);
            assertThat(found.get(0).getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .contains(monitor.getSpec().getEndpoints().get(0).getPort());
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theNetworkPolicyLetsInToPortsThatThePodsHave(Manifests release) {
        for (NetworkPolicy policy : release.all(NetworkPolicy.class)) {
            assertThat(policy.getSpec().getIngress())
                    .flatExtracting(rule -> rule.getPorts())
                    .extracting(port -> port.getPort().getStrVal())
                    .containsExactlyInAnyOrderElementsOf(release.serverContainer().getPorts().stream()
                            .map(port -> port.getName())
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatScalesScalesTheDeploymentThatSetsNoNumberItself(Manifests release) {
        List<String> targets = Stream.concat(
                        release.all(HorizontalPodAutoscaler.class).stream()
                                .map(scaler ->
                                        scaler.getSpec().getScaleTargetRef().getName()),
                        release.all(ScaledObject.class).stream()
                                .map(scaler -> scaler.spec().scaleTargetRef().name()))
                .toList();
        assertThat(targets).hasSizeLessThanOrEqualTo(1).allMatch(server(release)::equals);
        assertThat(release.the(Deployment.class).getSpec().getReplicas() == null)
                .isEqualTo(targets.size() == 1);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatAPodMountsIsThere(Manifests release) {
        var pod = release.server();
        List<String> volumes =
                pod.getVolumes().stream().map(volume -> volume.getName()).toList();
        List<String> mounted = Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getName)
                .distinct()
                .toList();
        assertThat(mounted).containsExactlyInAnyOrderElementsOf(volumes);
        assertThat(pod.getVolumes())
                .extracting(volume -> volume.getConfigMap())
                .filteredOn(Objects::nonNull)
                .allSatisfy(source -> assertThat(release.all(ConfigMap.class))
                        .anyMatch(map -> map.getMetadata().getName().equals(source.getName())
                                && map.getData().containsKey("application.yaml")));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void theServiceAccountOfThePodsIsTheOneThatIsMade(Manifests release) {
        assertThat(release.server().getServiceAccountName())
                .isEqualTo(release.the(ServiceAccount.class).getMetadata().getName());
    }

    @Test
    void theClaimThatIsMadeIsTheOneThatIsMounted() {
        Manifests release = Chart.shipped().render("pvc");
        assertThat(release.server().getVolumes())
                .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
                .singleElement()
                .satisfies(
                        volume -> assertThat(volume.getPersistentVolumeClaim().getClaimName())
                                .isEqualTo(release.the(PersistentVolumeClaim.class)
                                        .getMetadata()
                                        .getName()));
    }

    private static String server(Manifests release) {
        return release.the(Deployment.class).getMetadata().getName();
    }

    private static String scheme(Service service) {
        return service.getSpec().getPorts().stream()
                .filter(port -> port.getName().equals("http"))
                .map(ServicePort::getAppProtocol)
                .findFirst()
                .orElseThrow();
    }

    private static int port(Service service, String name) {
        return service.getSpec().getPorts().stream()
                .filter(port -> port.getName().equals(name))
                .mapToInt(ServicePort::getPort)
                .findFirst()
                .orElseThrow();
    }
}

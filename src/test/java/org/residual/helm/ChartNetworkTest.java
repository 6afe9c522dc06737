package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Incoming requests, and allowed outgoing connections. */
class ChartNetworkTest {
    private static Set<Integer> ports(NetworkPolicyEgressRule rule) {
        return rule.getPorts().stream().map(port -> port.getPort().getIntVal()).collect(Collectors.toSet());
    }

    private static List<String> networks(NetworkPolicyEgressRule rule) {
        return rule.getTo().stream().map(peer -> peer.getIpBlock().getCidr()).toList();
    }

    @Test
    void aLoadBalancerIsOfTheClassAndForTheNetworksThatAreNamed() {
        var service = Chart.shipped().render("load-balancer").the(Service.class).getSpec();
        assertThat(service.getLoadBalancerClass()).isEqualTo("example.org/internal");
        assertThat(service.getLoadBalancerSourceRanges()).containsExactly("203.0.113.0/24", "2001:db8::/32");
    }

    @Test
    void nodesListenOnThePortsThatAreNamed() {
        assertThat(Chart.shipped()
                        .render("load-balancer")
                        .the(Service.class)
                        .getSpec()
                        .getPorts())
                .extracting(port -> port.getName(), port -> port.getNodePort())
                .containsExactly(tuple("http", 30080), tuple("grpc", 30001));
        assertThat(Chart.shipped().render("everything").all(Service.class))
                .flatExtracting(service -> service.getSpec().getPorts())
                .allMatch(port -> port.getNodePort() == null);
    }

    @ParameterizedTest
    @CsvSource({"ingress, /, Prefix", "ingress-path, /digits(/|$)(.*), ImplementationSpecific"})
    void anIngressComparesThePathAsTheValuesSay(String variant, String path, String type) {
        assertThat(Chart.shipped().render(variant).the(Ingress.class).getSpec().getRules())
                .flatExtracting(rule -> rule.getHttp().getPaths())
                .allMatch(each ->
                        each.getPath().equals(path) && each.getPathType().equals(type));
    }

    /** The addresses of EKS Pod Identity and of node metadata. */
    @Test
    void podsReachWhatTheValuesNameAndNamesOfHosts() {
        List<NetworkPolicyEgressRule> rules = Chart.shipped()
                .render("network-policy")
                .the(NetworkPolicy.class)
                .getSpec()
                .getEgress();
        assertThat(rules)
                .extracting(ChartNetworkTest::ports, ChartNetworkTest::networks)
                .containsExactlyInAnyOrder(
                        tuple(Set.of(53), List.of()),
                        tuple(Set.of(443, 8443), List.of("198.51.100.7/32")),
                        tuple(Set.of(443), List.of()),
                        tuple(Set.of(80), List.of("169.254.170.23/32", "fd00:ec2::23/128", "169.254.169.254/32")));
    }

    @Test
    void otherwiseTheyReachTheBucketAlone() {
        assertThat(Chart.shipped()
                        .render("s3")
                        .the(NetworkPolicy.class)
                        .getSpec()
                        .getEgress())
                .extracting(ChartNetworkTest::ports)
                .containsExactly(Set.of(53), Set.of(443, 9000));
    }
}

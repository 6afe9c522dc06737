package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An autoscaler sets the number of pods; enabling it removes none. */
class ChartReplicasTest {
    private static final Map<String, Object> AUTOSCALED =
            Map.of("global.live.metadata.annotations.residual/replicas", "autoscaled");

    private static Deployment render(String variant, Map<String, ?> settings) {
        return Chart.shipped().render(variant, settings).the(Deployment.class);
    }

    private static Map<String, Object> live(int replicas) {
        return Map.of("global.live.spec.replicas", replicas);
    }

    @ParameterizedTest
    @CsvSource({"hpa, 3, 3", "hpa, 1, 1", "hpa, 12, 12", "keda, 3, 3", "keda, 0, 0"})
    void aDeploymentThatHadANumberKeepsTheOneItHasNow(String variant, int replicas, int kept) {
        assertThat(render(variant, live(replicas)).getSpec().getReplicas()).isEqualTo(kept);
    }

    /** Fields as in keda.sh/docs: a Prometheus trigger is active above its activation threshold. */
    @Test
    void whatIsScaledToZeroIsWokenByTheDemandAlone() {
        ScaledObject.Spec spec =
                Chart.shipped().render("keda-zero").the(ScaledObject.class).spec();
        assertThat(spec.minReplicaCount()).isZero();
        assertThat(spec.cooldownPeriod()).isEqualTo(600);
        assertThat(spec.triggers())
                .filteredOn(trigger -> trigger.metadata().containsKey("activationThreshold"))
                .singleElement()
                .satisfies(trigger -> assertThat(trigger.metadata())
                        .containsEntry("query", "sum(rate(gateway_requests_total{route=\"digits\"}[1m]))")
                        .containsEntry("threshold", "50")
                        .containsEntry("activationThreshold", "0.5"));
    }

    @Test
    void aDeploymentWithoutPodsGetsOneSinceAnHpaWouldLeaveItAlone() {
        assertThat(render("hpa", live(0)).getSpec().getReplicas()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"hpa", "keda"})
    void aDeploymentThatNeverHadANumberGetsNone(String variant) {
        Map<String, Object> live = new HashMap<>(live(7));
        live.putAll(AUTOSCALED);
        assertThat(render(variant, live).getSpec().getReplicas()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"hpa", "keda"})
    void aNewReleaseIsScaledFromTheStartAndSaysSo(String variant) {
        Deployment deployment = render(variant, Map.of());
        assertThat(deployment.getSpec().getReplicas()).isNull();
        assertThat(deployment.getMetadata().getAnnotations()).containsEntry("residual/replicas", "autoscaled");
    }

    @ParameterizedTest
    @CsvSource({"hpa", "keda"})
    void aDeploymentWithANumberDoesNotSayThatItHasNone(String variant) {
        assertThat(render(variant, live(3)).getMetadata().getAnnotations()).isNullOrEmpty();
        assertThat(render("default", AUTOSCALED).getMetadata().getAnnotations()).isNullOrEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "5"})
    void withoutAnAutoscalerTheNumberIsTheValue(int replicas) {
        assertThat(render("default", Map.of("replicas", replicas, "global.live.spec.replicas", 9))
                        .getSpec()
                        .getReplicas())
                .isEqualTo(replicas);
    }
}

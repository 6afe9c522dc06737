package org.residual.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rendered objects are valid by Helm's and Kubernetes' own rules, for all kinds of values. */
class ChartManifestsTest {
    @ParameterizedTest
    @MethodSource("org.residual.helm.Chart#variants")
    void helmFindsNothingToComplainOf(String variant, @TempDir Path copy) throws IOException {
        var result = Chart.shipped().copyWith(variant, copy).lint();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARNING]"));
    }

    @ParameterizedTest
    @MethodSource("org.residual.helm.Chart#variants")
    void eachObjectHasOnlyFieldsThatItsKindKnows(String variant) {
        assertThat(Chart.shipped().render(variant).objects()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.residual.helm.Chart#variants")
    void noTwoObjectsAreTheSame(String variant) {
        assertThat(Chart.shipped().render(variant).objects())
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("org.residual.helm.Chart#variants")
    void eachObjectIsInTheNamespaceAndSaysWhoseItIs(String variant) {
        for (HasMetadata object : Chart.shipped().render(variant).objects()) {
            assertThat(object.getMetadata().getNamespace()).isEqualTo(Chart.NAMESPACE);
            assertThat(object.getMetadata().getLabels())
                    .containsEntry("app.kubernetes.io/name", "residual")
                    .containsEntry("app.kubernetes.io/instance", Chart.RELEASE)
                    .containsEntry("app.kubernetes.io/managed-by", "Helm");
        }
    }

    @ParameterizedTest
    @MethodSource("org.residual.helm.Chart#variants")
    void whoInstallsItIsToldHowToTestIt(String variant) {
        assertThat(Chart.shipped().notes(variant)).contains("helm --namespace vision test residual");
    }

    @Test
    void aFieldThatAKindDoesNotHaveIsNoticed() {
        assertThatThrownBy(() -> Manifests.of("""
                        apiVersion: v1
                        kind: Service
                        metadata:
                          name: residual
                        spec:
                          ports:
                            - port: 8080
                              targetProt: http
                        """)).hasMessageContaining("targetProt");
    }
}

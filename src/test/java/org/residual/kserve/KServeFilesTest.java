package org.residual.kserve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.support.KubernetesTypes;
import tools.jackson.databind.JsonNode;

/** The files for KServe have only fields of its API (v1alpha1, v1beta1), and match the service. */
class KServeFilesTest {
    private static final ObjectMapper STRICT = KubernetesTypes.strict();

    record ServingRuntime(String apiVersion, String kind, ObjectMeta metadata, RuntimeSpec spec) {}

    record RuntimeSpec(
            Boolean multiModel,
            Map<String, String> annotations,
            List<SupportedFormat> supportedModelFormats,
            List<String> protocolVersions,
            List<Container> containers) {}

    record SupportedFormat(String name, String version, Boolean autoSelect, Integer priority) {}

    record InferenceService(String apiVersion, String kind, ObjectMeta metadata, ServiceSpec spec) {}

    record ServiceSpec(Predictor predictor) {}

    record Predictor(
            Integer minReplicas,
            Integer maxReplicas,
            String scaleMetric,
            Integer scaleTarget,
            Integer timeout,
            ServedModel model) {}

    record ServedModel(
            Format modelFormat,
            String protocolVersion,
            String runtime,
            String image,
            String storageUri,
            List<EnvVar> env,
            List<ContainerPort> ports,
            ResourceRequirements resources) {}

    record Format(String name) {}

    record TrainedModel(String apiVersion, String kind, ObjectMeta metadata, TrainedSpec spec) {}

    record TrainedSpec(String inferenceService, Trained model) {}

    record Trained(String framework, String storageUri, String memory) {}

    private static final Map<String, Class<?>> KINDS = Map.of(
            "serving.kserve.io/v1alpha1 ClusterServingRuntime", ServingRuntime.class,
            "serving.kserve.io/v1beta1 InferenceService", InferenceService.class,
            "serving.kserve.io/v1alpha1 TrainedModel", TrainedModel.class);

    private static <T> Stream<T> all(Class<T> kind) {
        return KServeFiles.all()
                .map(KServeFilesTest::read)
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private static Object read(JsonNode object) {
        Class<?> kind = KINDS.get(object.path("apiVersion").stringValue() + " "
                + object.path("kind").stringValue());
        try {
            return STRICT.readValue(object.toString(), kind);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static Stream<JsonNode> objects() {
        return KServeFiles.all();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyFieldIsOneOfItsKind(JsonNode object) {
        assertThat(read(object)).isNotNull();
    }

    @Test
    void everyModelIsOfAFormatThatARuntimeSupports() {
        List<String> formats = all(ServingRuntime.class)
                .flatMap(runtime -> runtime.spec().supportedModelFormats().stream())
                .map(SupportedFormat::name)
                .distinct()
                .toList();

        assertThat(formats).containsExactly("residual");
        assertThat(all(InferenceService.class))
                .extracting(service ->
                        service.spec().predictor().model().modelFormat().name())
                .isNotEmpty()
                .allMatch(formats::contains);
    }

    @Test
    void aNamedRuntimeIsThere() {
        List<String> runtimes = all(ServingRuntime.class)
                .map(runtime -> runtime.metadata().getName())
                .toList();

        assertThat(all(InferenceService.class)
                        .map(service -> service.spec().predictor().model().runtime())
                        .filter(Objects::nonNull))
                .isNotEmpty()
                .allMatch(runtimes::contains);
    }

    @Test
    void onlyOneRuntimeIsSelectedForTheFormat() {
        assertThat(all(ServingRuntime.class)
                        .flatMap(runtime -> runtime.spec().supportedModelFormats().stream())
                        .filter(format -> Boolean.TRUE.equals(format.autoSelect())))
                .hasSize(1);
    }

    @Test
    void theRuntimeSpeaksTheProtocolsThatTheServiceDoes() {
        assertThat(all(ServingRuntime.class)
                        .filter(runtime -> runtime.metadata().getName().equals("residual"))
                        .flatMap(runtime -> runtime.spec().protocolVersions().stream()))
                .containsExactly("v1", "v2", "grpc-v2");
    }

    @Test
    void grpcIsRoutedToThePortThatSpeaksIt() {
        assertThat(all(InferenceService.class)
                        .map(service -> service.spec().predictor().model())
                        .filter(model -> "grpc-v2".equals(model.protocolVersion()))
                        .flatMap(model -> model.ports().stream()))
                .singleElement()
                .satisfies(port -> {
                    assertThat(port.getName()).isEqualTo("h2c");
                    assertThat(KServeFiles.arguments("any")).contains("--grpc_port=" + port.getContainerPort());
                });
    }
}

package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.residual.image.format.ImageFormat;
import org.residual.store.descriptor.ModelArchitecture;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAPI description matches the service exactly. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class OpenApiHttpTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final FilePart DIGIT = FilePart.of(Path.of("samples/three.png"));

    /** None of these is for programs; the last refuse every request. */
    private static final Set<String> UNDESCRIBED = Set.of(
            "/error",
            "/openapi.json",
            "/",
            "/page/{name}",
            "/v1/models/{model}:explain",
            "/v2/",
            "/v2/systemsharedmemory/**",
            "/v2/cudasharedmemory/**",
            "/v2/trace/setting",
            "/v2/models/{model}/trace/setting",
            "/v2/logging");

    private final ServiceClient client;
    private final RequestMappingHandlerMapping mappings;
    private final JsonNode description;

    OpenApiHttpTest(
            @LocalServerPort int port,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        this.client = new ServiceClient(port);
        this.mappings = mappings;
        this.description = client.get("/openapi.json").json();
    }

    /** Tools that check descriptions or generate clients refuse operations without one. */
    @Test
    void everyArraySaysWhatIsInIt() {
        List<JsonNode> arrays = new ArrayList<>();
        collectArrays(description, arrays);
        assertThat(arrays)
                .isNotEmpty()
                .allSatisfy(array ->
                        assertThat(array.has("items")).as(array.toString()).isTrue());
    }

    private static void collectArrays(JsonNode node, List<JsonNode> found) {
        if (node.path("type").asString("").equals("array")) {
            found.add(node);
        }
        node.forEach(child -> collectArrays(child, found));
    }

    @Test
    void everyOperationIsDescribedAndNoOther() {
        Set<String> served = new TreeSet<>();
        for (RequestMappingInfo mapping : mappings.getHandlerMethods().keySet()) {
            mapping.getPatternValues().stream()
                    .filter(path -> !UNDESCRIBED.contains(path))
                    .forEach(path -> mapping.getMethodsCondition()
                            .getMethods()
                            .forEach(method -> served.add(method.name().toLowerCase(Locale.ROOT) + " " + path)));
        }
        Set<String> described = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> !operation.getKey().equals("parameters"))
                        .forEach(operation -> described.add(operation.getKey() + " " + path.getKey())));

        assertThat(described).isEqualTo(served);
    }

    @ParameterizedTest
    @EnumSource(ModelArchitecture.class)
    void everyArchitectureIsDescribed(ModelArchitecture architecture) {
        assertThat(description.at("/components/schemas/ModelVersion/properties/architecture/enum"))
                .extracting(JsonNode::asString)
                .contains(architecture.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void everyTypeOfABodyIsDescribed() {
        assertThat(description.at("/components/requestBodies/Images/content").propertyNames())
                .contains("multipart/form-data", "application/octet-stream")
                .containsAll(ImageFormat.mediaTypes());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = description.findValues("$ref");

        assertThat(references).isNotEmpty();
        assertThat(references)
                .allSatisfy(reference -> assertThat(description
                                .at(reference.stringValue().substring(1))
                                .isMissingNode())
                        .as(reference.stringValue())
                        .isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "/models, ModelList",
        "/models/digits-resnet, Model",
        "/models/nobody, Problem",
        "/nothing, Problem",
        "/v1/models, ModelNames",
        "/v1/models/digits-resnet, Readiness",
        "/v1/models/nobody, ProtocolError",
        "/v2, Server",
        "/v2/health/ready, Readiness",
        "/v2/models/digits-resnet, ModelMetadata",
        "/v2/models/digits-resnet/config, ModelConfiguration",
        "/v2/models/digits-resnet/versions/1/config, ModelConfiguration",
        "/v2/models/stats, Statistics",
        "/v2/models/digits-resnet/stats, Statistics",
        "/v2/models/digits-resnet/versions/1/stats, Statistics",
        "/v2/models/digits-resnet/versions/1/ready, Readiness",
        "/v2/models/nobody, ProtocolError",
    })
    void answersAreAsDescribed(String path, String schema) {
        assertThat(violations(schema, client.get(path).json())).isEmpty();
    }

    @Test
    void predictionsAreAsDescribed() {
        assertThat(violations("Predictions", client.predict("/predict", DIGIT).json()))
                .isEmpty();
    }

    @Test
    void theIndexIsAsDescribed() {
        Answer index = client.post("/v2/repository/index", "application/json", new byte[0]);

        assertThat(index.json())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(violations("IndexEntry", entry)).isEmpty());
    }

    @Test
    void theExamplePredictionIsWhatTheServiceAnswers() {
        JsonNode example = description.at("/components/responses/Predictions/content/application~1json/example");
        JsonNode answer = client.predict("/predict?top_k=2", DIGIT).json();

        assertThat(violations("Predictions", example)).isEmpty();
        assertThat(withoutNumbers(answer)).isEqualTo(withoutNumbers(example));
        for (int label = 0; label < 10; label++) {
            assertThat(answer.at("/predictions/0/log_probabilities/" + label).asDouble())
                    .isCloseTo(
                            example.at("/predictions/0/log_probabilities/" + label)
                                    .asDouble(),
                            within(1e-4));
        }
    }

    @Test
    void theExampleInferenceRequestGetsTheExampleAnswer() {
        JsonNode request = description.at("/components/requestBodies/Inference/content/application~1json/example");
        JsonNode example = description.at("/components/responses/Inference/content/application~1json/example");

        assertThat(violations("InferenceRequest", request)).isEmpty();
        assertThat(client.post(
                                "/v2/models/digits-resnet/infer",
                                "application/json",
                                request.toString().getBytes(StandardCharsets.UTF_8))
                        .json())
                .isEqualTo(example);
    }

    @Test
    void theExampleInstancesGetTheExamplePredictions() {
        JsonNode request = description.at("/components/requestBodies/Instances/content/application~1json/example");
        JsonNode example =
                description.at("/components/responses/InstancePredictions/content/application~1json/example");

        JsonNode answer = client.post(
                        "/v1/models/digits-resnet:predict",
                        "application/json",
                        request.toString().getBytes(StandardCharsets.UTF_8))
                .json();

        assertThat(violations("InstancesRequest", request)).isEmpty();
        assertThat(violations("InstancePredictions", answer)).isEmpty();
        assertThat(withoutNumbers(answer)).isEqualTo(withoutNumbers(example));
    }

    @Test
    void theExampleErrorIsWhatTheServiceAnswers() {
        JsonNode example = description.at("/components/responses/BadRequest/content/application~1problem+json/example");

        Answer answer = client.predict(
                "/predict",
                List.of(FilePart.image("three.png", new byte[0])),
                "X-Request-Id",
                example.path("request_id").stringValue());

        assertThat(answer.json()).isEqualTo(example);
    }

    @Test
    @NeedsOnnxRuntime
    void theExampleMetadataIsWhatTheServiceAnswers() {
        JsonNode example =
                description.at("/paths/~1v2~1models~1{model}/get/responses/200/content/application~1json/example");

        assertThat(client.get("/v2/models/digits-resnet").json()).isEqualTo(example);
    }

    @Test
    void peopleReadItInSwaggerUi() {
        Answer page = client.get("/swagger-ui/index.html");

        assertThat(client.get("/swagger-ui").response().headers().firstValue("Location"))
                .hasValue("swagger-ui/index.html");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'"));
        assertThat(client.get("/swagger-ui/swagger-initializer.js").response().body())
                .contains("openapi.json");
        assertThat(Stream.of("swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-ui.css", "index.css"))
                .allSatisfy(file -> {
                    assertThat(page.response().body()).contains(file);
                    assertThat(client.get("/swagger-ui/" + file).status()).isEqualTo(200);
                });
        assertThat(client.get("/swagger-ui/nothing.js").status()).isEqualTo(404);
    }

    /** How a value violates the schema of that name. */
    private List<Error> violations(String schema, JsonNode value) {
        ObjectNode asked = JSON.createObjectNode();
        asked.put("$ref", "#/components/schemas/" + schema);
        asked.set("components", description.path("components"));
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(asked)
                .validate(value);
    }

    private static String withoutNumbers(JsonNode answer) {
        return answer.toString().replaceAll("-?[0-9]+\\.[0-9E-]+", "0.0");
    }
}

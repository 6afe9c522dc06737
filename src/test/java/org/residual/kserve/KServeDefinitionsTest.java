package org.residual.kserve;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files for KServe are valid by the definitions of their kinds, strictly, as with
 * {@code kubectl apply --validate=strict}. The definitions are in {@code config/crd/full} of KServe's repository;
 * {@code -Dkserve.crds=FOLDER} names the folder.
 */
@EnabledIfSystemProperty(named = KServeDefinitionsTest.FOLDER, matches = ".+")
class KServeDefinitionsTest {
    static final String FOLDER = "kserve.crds";

    private static Map<String, JsonNode> schemas() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(FOLDER)))) {
            return files.filter(file -> file.getFileName().toString().startsWith("serving.kserve.io_"))
                    .flatMap(file -> KServeFiles.documents(file).stream())
                    .flatMap(KServeDefinitionsTest::versions)
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Map.Entry<String, JsonNode>> versions(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        return spec.path("versions")
                .valueStream()
                .map(version -> Map.entry(
                        spec.path("group").stringValue() + "/"
                                + version.path("name").stringValue() + " "
                                + spec.at("/names/kind").stringValue(),
                        strict(version.at("/schema/openAPIV3Schema"))));
    }

    /** An object has only the named fields; a field of number or text is declared in Kubernetes' own way. */
    private static JsonNode strict(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode strict = JsonMapper.shared().createObjectNode();
        schema.properties().forEach(entry -> strict.set(entry.getKey(), strictPart(entry.getKey(), entry.getValue())));
        if (schema.has("properties")
                && !schema.has("additionalProperties")
                && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(false)) {
            strict.put("additionalProperties", false);
        }
        if (schema.path("x-kubernetes-int-or-string").asBoolean(false)) {
            strict.remove("type");
        }
        return strict;
    }

    private static JsonNode strictPart(String key, JsonNode part) {
        if (key.equals("properties")) {
            ObjectNode properties = JsonMapper.shared().createObjectNode();
            part.properties().forEach(property -> properties.set(property.getKey(), strict(property.getValue())));
            return properties;
        }
        return key.equals("items") || key.equals("additionalProperties") ? strict(part) : part;
    }

    private static List<Error> violations(JsonNode object) {
        JsonNode schema = schemas()
                .get(object.path("apiVersion").stringValue() + " "
                        + object.path("kind").stringValue());
        assertThat(schema).as("its definition").isNotNull();
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(object);
    }

    static Stream<JsonNode> objects() {
        return KServeFiles.all();
    }

    @ParameterizedTest
    @MethodSource("objects")
    void everyObjectPassesItsDefinition(JsonNode object) {
        assertThat(violations(object)).isEmpty();
    }

    @Test
    void aFieldThatTheDefinitionDoesNotHaveIsFound() {
        assertThat(KServeFiles.all()).isNotEmpty().allSatisfy(object -> {
            ((ObjectNode) object.path("spec")).put("unknownField", 1);
            assertThat(violations(object)).hasSize(1);
        });
    }
}

package org.residual.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes {@code model.yaml}. */
public final class DescriptorFile {
    /** The file's name in the folder of a version. */
    public static final String NAME = "model.yaml";

    private static final long LARGEST = 64 << 10;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .changeDefaultPropertyInclusion(inclusion ->
                    inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();

    private DescriptorFile() {}

    /**
     * @param directory the folder of a version
     * @return what its {@code model.yaml} says
     * @throws InvalidModelException if the file says something that is no model, naming the key
     * @throws IOException if the file cannot be read
     */
    public static ModelDescriptor read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.size(file) > LARGEST) {
            throw new InvalidModelException(NAME + ": larger than " + LARGEST + " bytes.");
        }
        try {
            return YAML.readValue(Files.readString(file), ModelDescriptor.class);
        } catch (JacksonException e) {
            throw new InvalidModelException(NAME + ": " + explain(e), e);
        }
    }

    private static String explain(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown key '" + unknown.getPropertyName() + "'; the keys here are " + unknown.getKnownPropertyIds()
                    + ".";
        }
        if (e.getCause() instanceof IllegalArgumentException refused) {
            return refused.getMessage();
        }
        String where = e instanceof DatabindException bound && !bound.getPath().isEmpty()
                ? bound.getPath().get(bound.getPath().size() - 1).getPropertyName() + ": "
                : "";
        String line = e.getLocation() == null
                ? ""
                : String.format(Locale.ROOT, " (line %d)", e.getLocation().getLineNr());
        return where + e.getOriginalMessage() + line;
    }

    /**
     * @param directory the folder of a version
     * @param descriptor what to write into its {@code model.yaml}
     * @throws IOException if the file cannot be written
     */
    public static void write(Path directory, ModelDescriptor descriptor) throws IOException {
        Files.writeString(directory.resolve(NAME), YAML.writeValueAsString(descriptor));
    }
}

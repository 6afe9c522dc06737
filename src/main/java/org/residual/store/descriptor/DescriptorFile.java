package org.residual.store.descriptor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.VersionFile;
import org.residual.store.file.VersionFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes {@code model.yaml}. */
public final class DescriptorFile {
    /** The file's name in the folder of a version. */
    public static final String NAME = "model.yaml";

    private static final int LARGEST = 64 << 10;
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new LowerCaseEnums())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    /** A key, followed by a list with one entry per line. */
    private static final Pattern LIST = Pattern.compile("(?m)^( *)(\\w+):\n((?:\\1- \\S+\n)+)");

    private static final Pattern TWICE = Pattern.compile("^Duplicate Object property \"(.*)\"");
    /** Where the YAML parser draws the position. */
    private static final Pattern DRAWING = Pattern.compile("(?s)\\s+in reader, line.*?\\^\\s*");

    private DescriptorFile() {}

    /**
     * @param directory the folder of a version
     * @return the contents of its {@code model.yaml}
     * @throws InvalidModelException if the file does not describe a model, naming the key
     * @throws IOException if the file cannot be read
     */
    public static ModelDescriptor read(Path directory) throws IOException {
        return read(VersionFile.of(directory, NAME));
    }

    public static ModelDescriptor read(VersionFolder folder) throws IOException {
        return read(VersionFile.of(folder, NAME));
    }

    private static ModelDescriptor read(VersionFile file) throws IOException {
        String text = file.readText(LARGEST);
        try {
            return RecordReader.read(parse(text), ModelDescriptor.class);
        } catch (JacksonException e) {
            throw new InvalidModelException(NAME + ": not readable as YAML: " + problem(e) + ".", e);
        } catch (InvalidModelException e) {
            throw new InvalidModelException(NAME + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode parse(String text) {
        try (JsonParser parser = YAML.createParser(text)) {
            JsonNode tree = YAML.readTree(parser);
            if (parser.nextToken() != null) {
                throw new InvalidModelException("holds more than one document.");
            }
            return tree == null ? MissingNode.getInstance() : tree;
        }
    }

    private static String problem(JacksonException e) {
        Matcher twice = TWICE.matcher(e.getOriginalMessage());
        Matcher syntax = DRAWING.matcher(e.getOriginalMessage());
        String what = "this is not valid";
        if (e instanceof StreamConstraintsException) {
            what = "it is nested too deeply, or has too long a value";
        } else if (twice.find()) {
            what = "the key '" + twice.group(1) + "' is given twice";
        } else if (syntax.find()) {
            what = syntax.replaceAll("\n").strip().replaceAll("\\s*\n\\s*", ", ");
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        return line < 1 ? what : what + " (line " + line + ")";
    }

    /**
     * @param directory the folder of a version
     * @param descriptor to write as its {@code model.yaml}
     * @throws IOException if the file cannot be written
     */
    public static void write(Path directory, ModelDescriptor descriptor) throws IOException {
        String yaml = LIST.matcher(YAML.writeValueAsString(descriptor)).replaceAll(list -> {
            String entries = list.group(3).strip().replaceAll("\\n *- ", ", ").replaceFirst("- ", "");
            return list.group(1) + list.group(2) + ": [" + entries + "]\n";
        });
        Files.writeString(directory.resolve(NAME), yaml);
    }
}

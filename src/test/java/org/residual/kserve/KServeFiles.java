package org.residual.kserve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The KServe objects in files. */
public final class KServeFiles {
    private static final Path FOLDER = Path.of("deploy/kserve");

    private KServeFiles() {}

    /** All objects of the folder. */
    static Stream<JsonNode> all() {
        return files().stream().flatMap(file -> documents(file).stream());
    }

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param file of YAML without repeated keys
     * @return its documents
     */
    static List<JsonNode> documents(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        // KServe's own definitions exceed the default limit.
        options.setCodePointLimit(64 << 20);
        try {
            Iterable<Object> documents = new Yaml(new SafeConstructor(options)).loadAll(Files.readString(file));
            return StreamSupport.stream(documents.spliterator(), false)
                    .map(document -> JsonMapper.shared().<JsonNode>valueToTree(document))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The arguments of the runtime's container, for an InferenceService of that name. */
    public static String[] arguments(String name) {
        return documents(FOLDER.resolve("runtime.yaml"))
                .get(0)
                .at("/spec/containers/0/args")
                .valueStream()
                .map(argument -> argument.stringValue().replace("{{.Name}}", name))
                .toArray(String[]::new);
    }
}

package org.residual.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of this JVM, which is an executor, or a driver that is its own executor. Each model is loaded by the
 * first task that needs it, shared by all tasks, and closed when the JVM exits. So all tasks share one pool of
 * predictors, and batches form across tasks.
 */
final class ExecutorModels {
    /** Tasks are deserialised, and share nothing but the JVM. */
    private static final ExecutorModels OF_THIS_JVM = new ExecutorModels();

    private static final Logger LOG = LoggerFactory.getLogger(ExecutorModels.class);
    /** Images in flight get one of so many parts of the heap; the rest is Spark's. */
    private static final int HEAP_PARTS = 3;

    private final Map<ModelOptions, LoadedModel> models = new HashMap<>();
    /** One for all models, since a JVM loads a native library only once. */
    private ClassLoader residual;
    /** Used by this JVM only, and deleted when it exits. */
    private Path folder;

    private ExecutorModels() {}

    /**
     * @return the model, loaded
     * @throws IllegalStateException if it cannot be loaded; the next task tries again
     */
    static LoadedModel get(ModelOptions options) {
        return OF_THIS_JVM.model(options);
    }

    private synchronized LoadedModel model(ModelOptions options) {
        return models.computeIfAbsent(options, missing -> {
            LoadedModel model =
                    LoadedModel.load(residual(missing), missing, store(missing), settings(missing.settings()));
            LOG.info("Loaded the model {} for all tasks of this JVM", missing.model());
            return model;
        });
    }

    private ClassLoader residual(ModelOptions options) {
        if (residual == null) {
            try {
                ResidualJar jar =
                        options.jar() == null ? ResidualJar.ofClassPath() : new ResidualJar(shipped(options.jar()));
                residual = jar.load(newFolder("jar"));
            } catch (IOException e) {
                throw new UncheckedIOException("residual.jar cannot be read: " + e.getMessage(), e);
            }
        }
        return residual;
    }

    private Path newFolder(String name) throws IOException {
        if (folder == null) {
            Path created = Files.createTempDirectory("residual");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(created), "residual-end"));
            folder = created;
        }
        return Files.createTempDirectory(folder, name);
    }

    private static String store(ModelOptions options) {
        String store = options.store();
        return store == null || store.startsWith("s3:") ? store : shipped(store).toString();
    }

    /** The file that {@code --files} or {@code --archives} shipped under that name, or else the path itself. */
    private static Path shipped(String path) {
        Path file = Path.of(SparkFiles.getRootDirectory()).resolve(path);
        return Files.exists(file) ? file : Path.of(path);
    }

    /** By default, an executor uses the cores and the memory that it was given, not all of the machine's. */
    private List<String> settings(List<String> chosen) {
        List<String> settings = new ArrayList<>(chosen);
        if (SparkEnv.get().conf().contains("spark.executor.cores")) {
            addUnlessChosen("predictors.count", SparkEnv.get().conf().get("spark.executor.cores"), settings);
        }
        addUnlessChosen("limits.memory", Runtime.getRuntime().maxMemory() / HEAP_PARTS + "B", settings);
        try {
            // The default is a folder of the user's that only one process can use: another executor may be using it.
            addUnlessChosen("store.cache", newFolder("store").toString(), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The folder for the copy of a bucket cannot be created: " + e.getMessage(), e);
        }
        return settings;
    }

    private static void addUnlessChosen(String name, String value, List<String> settings) {
        String option = "--residual." + name + "=";
        String variable = "RESIDUAL_" + name.replace('.', '_').toUpperCase(Locale.ROOT);
        if (System.getenv(variable) == null && settings.stream().noneMatch(setting -> setting.startsWith(option))) {
            settings.add(option + value);
        }
    }

    private synchronized void end(Path unpacked) {
        models.values().forEach(LoadedModel::close);
        try (Stream<Path> files = Files.walk(unpacked)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.warn("{} could not be deleted", unpacked, e);
        }
    }
}

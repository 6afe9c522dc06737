package org.residual.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models that are loaded: a folder for each model, in it a folder for each version. */
public final class ModelStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);

    private final SortedMap<String, Model> models;

    private ModelStore(SortedMap<String, Model> models) {
        this.models = Collections.unmodifiableSortedMap(models);
    }

    /**
     * Loads all versions of all models. One that cannot be trusted is kept with its reason and disturbs no other.
     *
     * @param root the folder of the models
     * @param loader loads a version
     * @return the store, to be closed when nothing is served any more
     * @throws InvalidModelException if the root is no folder that can be read
     */
    public static ModelStore open(Path root, VersionLoader loader) {
        SortedMap<String, Model> models = new TreeMap<>();
        for (Path directory : folders(root, VersionFolder::isModel)) {
            SortedMap<Integer, Version> versions = new TreeMap<>();
            for (Path versionDirectory : folders(directory, VersionFolder::isVersion)) {
                VersionFolder folder = VersionFolder.at(versionDirectory);
                versions.put(folder.version(), load(folder, loader));
            }
            String name = directory.getFileName().toString();
            models.put(name, new Model(name, versions));
        }
        return new ModelStore(models);
    }

    private static List<Path> folders(Path parent, Predicate<Path> named) {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(Files::isDirectory).filter(named).sorted().toList();
        } catch (IOException e) {
            throw new InvalidModelException("The model store has no folder '" + parent + "' that can be read.", e);
        }
    }

    private static Version load(VersionFolder folder, VersionLoader loader) {
        try {
            ReadyVersion version = loader.load(folder);
            LOG.info(
                    "{} version {} is ready; its known answer was reproduced to {}",
                    folder.model(),
                    folder.version(),
                    version.knownAnswerError());
            return version;
        } catch (InvalidModelException e) {
            LOG.error("{} version {} is not served: {}", folder.model(), folder.version(), e.getMessage());
            return new FailedVersion(folder.version(), e.getMessage());
        } catch (RuntimeException e) {
            // Whatever the engine throws at one version must not keep the others from being served.
            LOG.error("{} version {} is not served", folder.model(), folder.version(), e);
            return new FailedVersion(folder.version(), "The engine could not load it; the log says more.");
        }
    }

    /**
     * @return all models, by name
     */
    public Collection<Model> models() {
        return models.values();
    }

    /**
     * @param name a model's name
     * @return the model; empty if there is none of that name
     */
    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    @Override
    public void close() {
        for (Model model : models.values()) {
            for (Version version : model.versions().values()) {
                if (version instanceof ReadyVersion ready) {
                    ready.close();
                }
            }
        }
    }
}

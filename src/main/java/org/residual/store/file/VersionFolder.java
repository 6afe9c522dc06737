package org.residual.store.file;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The location of a version: {@code STORE/MODEL/VERSION}; or, in a store of a single model, {@code STORE/VERSION} or
 * {@code STORE} itself.
 *
 * @param model the model's name, as in URLs: letters, digits, dots, dashes and underscores
 * @param version a whole number from 1
 * @param directory the folder
 * @param store the folder that links must not leave
 */
public record VersionFolder(String model, long version, Path directory, Path store) {
    /** The number of a version whose files lie in the store's folder itself. */
    private static final long ONLY = 1;

    /** The name of the file that holds the {@code state_dict}. */
    public static final String WEIGHTS = "weights.safetensors";
    /** The name of the file that holds an exported graph. */
    public static final String GRAPH = "model.onnx";

    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,18}");

    /**
     * @param directory a folder, named for a version in a folder named for a model
     * @return the version folder
     * @throws IllegalArgumentException if the folders have other names
     */
    public static VersionFolder at(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!isVersion(absolute) || absolute.getParent() == null || !isModel(absolute.getParent())) {
            throw new IllegalArgumentException(directory
                    + " is not the folder of a version: it must end in the model's name (letters, "
                    + "digits, . _ -) and a whole"
                    + " number, such as model-store/digits/1.");
        }
        return new VersionFolder(
                absolute.getParent().getFileName().toString(),
                Long.parseLong(absolute.getFileName().toString()),
                absolute,
                Objects.requireNonNull(absolute.getParent().getParent(), "the model's folder has a name"));
    }

    /**
     * @param store the folder of the only model
     * @param model its name
     * @return the version whose files lie in that folder itself
     */
    public static VersionFolder only(Path store, String model) {
        return new VersionFolder(model, ONLY, store, store);
    }

    /**
     * @param store the folder of the only model
     * @param model its name
     * @param directory a folder in it, named for a version
     * @return the version
     */
    public static VersionFolder ofOnly(Path store, String model, Path directory) {
        return new VersionFolder(model, Long.parseLong(directory.getFileName().toString()), directory, store);
    }

    /** @return the file of labels that its versions share; empty if the version has no folder of a model around it */
    public Optional<Path> sharedLabels() {
        return directory.equals(store) ? Optional.empty() : Optional.of(directory.resolveSibling(Labels.NAME));
    }

    /**
     * @param store the folder of the models
     * @param model the model's name
     * @param version a whole number from 1
     * @return the version folder
     * @throws IllegalArgumentException if the name or the number is invalid
     */
    public static VersionFolder in(Path store, String model, long version) {
        if (!isModel(model)) {
            throw new IllegalArgumentException("'" + model
                    + "' is not a valid name of a model: use letters, digits, . _ and -, and start "
                    + "with a letter or digit.");
        }
        if (!isNamed(model, Long.toString(version))) {
            throw new IllegalArgumentException(
                    "A version is a whole number from 1 to " + Long.MAX_VALUE + ", not " + version + ".");
        }
        return at(store.resolve(model).resolve(Long.toString(version)));
    }

    /**
     * @param store the folder of the models
     * @param model the model's name; the model need not exist yet
     * @return the version folder after the highest
     * @throws IllegalArgumentException if the name is invalid
     * @throws IOException if the model's folder cannot be read
     */
    public static VersionFolder next(Path store, String model) throws IOException {
        VersionFolder first = in(store, model, 1);
        Path versions = first.directory().getParent();
        if (!Files.exists(versions)) {
            return first;
        }
        try (Stream<Path> entries = Files.list(versions)) {
            long highest = entries.filter(VersionFolder::isVersion)
                    .mapToLong(entry -> Long.parseLong(entry.getFileName().toString()))
                    .max()
                    .orElse(0);
            return in(store, model, highest + 1);
        }
    }

    /**
     * @param model a name
     * @return whether it is valid for a model
     */
    public static boolean isModel(String model) {
        return MODEL.matcher(model).matches();
    }

    /**
     * @param model a name
     * @param version a name
     * @return whether they are valid for a model and a version of it
     */
    public static boolean isNamed(String model, String version) {
        return isModel(model) && number(version).isPresent();
    }

    /**
     * @param name of a folder, or a version in a request
     * @return the version: a whole number from 1 that fits 64 bits, without leading zeros; empty if the name is invalid
     */
    public static OptionalLong number(String name) {
        if (VERSION.matcher(name).matches()) {
            BigInteger number = new BigInteger(name);
            return number.bitLength() < Long.SIZE ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
        }
        return OptionalLong.empty();
    }

    static boolean isModel(Path directory) {
        return directory.getFileName() != null
                && isModel(directory.getFileName().toString());
    }

    public static boolean isVersion(Path directory) {
        return directory.getFileName() != null
                && number(directory.getFileName().toString()).isPresent();
    }
}

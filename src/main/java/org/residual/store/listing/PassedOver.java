package org.residual.store.listing;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.file.VersionFolder;

/**
 * An entry of a store that belongs to no version, but looks as if it should.
 *
 * @param path below the store's folder, such as {@code digits/v3}
 * @param reason why, and what to do
 */
public record PassedOver(String path, String reason) {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Set<String> FILES_OF_A_VERSION =
            Set.of(DescriptorFile.NAME, VersionFolder.WEIGHTS, VersionFolder.GRAPH, KnownAnswer.FILE);
    /** Created by the file system itself. */
    private static final String LOST_AND_FOUND = "lost+found";

    /** Line breaks in a name must not forge lines of a log. */
    public PassedOver {
        path = CONTROL.matcher(path).replaceAll("\uFFFD");
    }

    /**
     * @param name of an entry of the store
     * @param folder whether it is a folder
     * @return the message about it; empty if it is a model, hidden, or an unrelated file
     */
    public static Optional<PassedOver> inStore(String name, boolean folder) {
        if (folder && !VersionFolder.isModel(name) && !name.startsWith(".") && !name.equals(LOST_AND_FOUND)) {
            return Optional.of(new PassedOver(
                    name,
                    "not a valid name of a model: use letters, digits, . _ and -, and start with a letter or digit."));
        }
        if (!folder && isFileOfAVersion(name)) {
            return Optional.of(new PassedOver(
                    name, "a version's file at the root of the store: move the version to MODEL/1, such as digits/1."));
        }
        return Optional.empty();
    }

    /**
     * @param name of a file
     * @return whether only files of versions have this name
     */
    static boolean isFileOfAVersion(String name) {
        return FILES_OF_A_VERSION.contains(name);
    }

    /**
     * @param model the name of the only model, a version of which lies in the store's folder itself
     * @param name of a folder beside its files
     * @return the message about it; empty if it is hidden
     */
    static Optional<PassedOver> besideAVersion(String model, String name) {
        return name.startsWith(".") || name.equals(LOST_AND_FOUND)
                ? Optional.empty()
                : Optional.of(
                        new PassedOver(
                                model + "/" + name,
                                "a folder beside the files of a version: put that version into a folder of its own, such as 1."));
    }

    /**
     * @param model a model's name
     * @param name of an entry of the model's folder
     * @param folder whether it is a folder
     * @return the message about it; empty if it is a version, hidden, or an unrelated file
     */
    public static Optional<PassedOver> inModel(String model, String name, boolean folder) {
        if (folder && VersionFolder.number(name).isEmpty() && !name.startsWith(".")) {
            return Optional.of(new PassedOver(
                    model + "/" + name,
                    "not a valid version: use a whole number from 1 to " + Long.MAX_VALUE
                            + ", without leading zeros."));
        }
        if (!folder && isFileOfAVersion(name)) {
            return Optional.of(new PassedOver(
                    model + "/" + name, "a version's file beside the versions: move the version to " + model + "/1."));
        }
        return Optional.empty();
    }
}

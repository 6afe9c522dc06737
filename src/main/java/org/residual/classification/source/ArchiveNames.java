package org.residual.classification.source;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.residual.image.ImageFolder;

/** Recognises archives, and the images in them, by their names. */
final class ArchiveNames {
    private static final Pattern SEPARATOR = Pattern.compile("/");
    /** The folder in which macOS stores metadata. */
    private static final String RESOURCE_FORKS = "__MACOSX";

    private ArchiveNames() {}

    static boolean isZip(String name) {
        return endsWith(name, ".zip");
    }

    static boolean isTar(String name) {
        return endsWith(name, ".tar") || isCompressedTar(name);
    }

    static boolean isCompressedTar(String name) {
        return endsWith(name, ".tar.gz") || endsWith(name, ".tgz");
    }

    private static boolean endsWith(String name, String extension) {
        return name.toLowerCase(Locale.ROOT).endsWith(extension);
    }

    /**
     * @param entry the name of a file in an archive
     * @return whether it counts as an image, by the same rules as in a folder
     */
    static boolean isImage(String entry) {
        String plain = plain(entry);
        return ImageFolder.isImage(plain.substring(plain.lastIndexOf('/') + 1))
                && Stream.of(SEPARATOR.split(plain))
                        .noneMatch(part -> ImageFolder.isHidden(part) || part.equals(RESOURCE_FORKS));
    }

    /**
     * @param archive its path
     * @param entry the name of a file in it
     * @return the file's name among the inputs
     */
    static String joined(String archive, String entry) {
        return archive + "/" + plain(entry);
    }

    private static String plain(String entry) {
        return entry.startsWith("./") ? entry.substring(2) : entry;
    }
}

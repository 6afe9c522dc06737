package org.residual.calibration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The images in a folder, known by their extension: in a folder for each class, at any depth, or all in one. What begins
 * with a dot is left out.
 *
 * @param classes the names of the folders, in the order of their bytes, as torchvision has them; empty if there are none
 * @param files all images, class by class
 */
record ImageFiles(List<String> classes, List<LabelledFile> files) {
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "jpe", "jfif", "png", "webp", "bmp", "gif");
    private static final Comparator<Path> BY_BYTES =
            Comparator.comparing(path -> path.toString().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
    private static final int NO_CLASS = -1;

    /**
     * @param path of an image
     * @param label its class, from 0; -1 if there are none
     */
    record LabelledFile(Path path, int label) {}

    /**
     * @param root the folder
     * @return what is in it; no image is opened
     * @throws IllegalArgumentException if it is no folder or holds no image
     * @throws IOException if a folder cannot be read
     */
    static ImageFiles in(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(root + (Files.exists(root) ? " is no folder." : " does not exist."));
        }
        List<Path> folders;
        try (Stream<Path> entries = Files.list(root)) {
            folders = entries.filter(entry -> Files.isDirectory(entry) && !isHidden(entry))
                    .sorted(BY_BYTES)
                    .toList();
        }
        List<LabelledFile> files = new ArrayList<>();
        if (folders.isEmpty()) {
            add(files, root, NO_CLASS);
        }
        for (int label = 0; label < folders.size(); label++) {
            add(files, folders.get(label), label);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(root + " holds no image: files must end in one of "
                    + EXTENSIONS.stream().sorted().toList() + ".");
        }
        return new ImageFiles(
                folders.stream().map(folder -> folder.getFileName().toString()).toList(), files);
    }

    private static void add(List<LabelledFile> files, Path folder, int label) throws IOException {
        try (Stream<Path> below = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            below.filter(file -> isImage(file) && noneHidden(folder.relativize(file)))
                    .sorted(BY_BYTES)
                    .forEach(file -> files.add(new LabelledFile(file, label)));
        }
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
    }

    private static boolean noneHidden(Path relative) {
        return Stream.iterate(relative, path -> path != null, Path::getParent).noneMatch(ImageFiles::isHidden);
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }
}

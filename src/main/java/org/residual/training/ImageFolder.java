package org.residual.training;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that holds a folder of images for each class, as torchvision's {@code ImageFolder} reads it: the classes in
 * the order of their names, images at any depth below, known by their extension. Whatever begins with a dot is left out.
 *
 * @param classes names of the folders
 * @param files all images, class by class
 */
record ImageFolder(List<String> classes, List<LabelledFile> files) {
    /** torchvision's {@code IMG_EXTENSIONS}, and what else is read here. */
    private static final Set<String> EXTENSIONS =
            Set.of("jpg", "jpeg", "png", "ppm", "bmp", "pgm", "tif", "tiff", "webp", "gif", "jpe", "jfif");

    /** As Python sorts text: by code points, where Java compares UTF-16. */
    private static final Comparator<String> BY_CODE_POINTS =
            Comparator.comparing(text -> text.codePoints().toArray(), Arrays::compare);

    private static final char UNREADABLE = '\uFFFD';

    /**
     * @param path of an image
     * @param label its class, from 0
     */
    record LabelledFile(Path path, int label) {}

    ImageFolder {
        classes = List.copyOf(classes);
        files = List.copyOf(files);
    }

    /**
     * @param root the folder of folders
     * @return its classes and images; no image is opened
     * @throws IllegalArgumentException if there is no class, one that has no image, or a name that can be no label
     * @throws IOException if a folder cannot be read
     */
    static ImageFolder find(Path root) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(root)) {
            folders = entries.filter(entry -> Files.isDirectory(entry) && !isHidden(entry))
                    .sorted(Comparator.comparing(ImageFolder::name, BY_CODE_POINTS))
                    .toList();
        }
        if (folders.isEmpty()) {
            throw new IllegalArgumentException(
                    root + " has no folder of a class: it must have a folder of images for each class.");
        }
        List<LabelledFile> files = new ArrayList<>();
        for (int label = 0; label < folders.size(); label++) {
            requireLabel(folders.get(label));
            List<Path> images = images(folders.get(label));
            if (images.isEmpty()) {
                throw new IllegalArgumentException(folders.get(label) + " has no image: files must end in one of "
                        + EXTENSIONS.stream().sorted().toList() + ".");
            }
            for (Path image : images) {
                files.add(new LabelledFile(image, label));
            }
        }
        return new ImageFolder(folders.stream().map(ImageFolder::name).toList(), files);
    }

    /**
     * @param others names of classes
     * @return the same files, labelled by the order of those names
     * @throws IllegalArgumentException if there is a class that is not among them
     */
    ImageFolder labelledAs(List<String> others) {
        classes.stream().filter(name -> !others.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "There is a folder '" + name + "' to validate with, but no such class to train with.");
        });
        return new ImageFolder(
                others,
                files.stream()
                        .map(file -> new LabelledFile(file.path, others.indexOf(classes.get(file.label))))
                        .toList());
    }

    private static void requireLabel(Path folder) {
        String name = name(folder);
        if (name.isBlank() || name.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The folder '" + name.replaceAll("\\p{Cntrl}", "?") + "' in "
                    + folder.getParent() + " cannot name a class: its name is blank or has a line break or another"
                    + " control character. Rename it.");
        }
        if (name.indexOf(UNREADABLE) >= 0) {
            throw new IllegalArgumentException("The name of the folder '" + name + "' in " + folder.getParent()
                    + " is not in this system's encoding: set LC_ALL=C.UTF-8, or rename it.");
        }
    }

    private static List<Path> images(Path folder) throws IOException {
        List<Path> images = new ArrayList<>();
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                        return isHidden(directory) && !directory.equals(folder)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (isImage(file)) {
                            images.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (e instanceof FileSystemLoopException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        images.sort(
                Comparator.comparing((Path image) -> folder.relativize(image).toString(), BY_CODE_POINTS));
        return images;
    }

    private static boolean isImage(Path file) {
        String name = name(file).toLowerCase(Locale.ROOT);
        int dot = name.lastIndexOf('.');
        return dot > 0 && !isHidden(file) && EXTENSIONS.contains(name.substring(dot + 1));
    }

    private static boolean isHidden(Path path) {
        return name(path).startsWith(".");
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}

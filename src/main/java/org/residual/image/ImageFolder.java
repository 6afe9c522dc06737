package org.residual.image;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.residual.image.format.ImageFormat;

/**
 * The images in a folder: one folder per class, as torchvision's {@code ImageFolder} reads it, or all in one. The
 * classes are in the order of their names, the images at any depth below, recognised by extension. Names that begin
 * with a dot are skipped.
 *
 * @param classes names of the folders; empty if there are none
 * @param files all images, class by class
 */
public record ImageFolder(List<String> classes, List<LabelledFile> files) {
    /** Of the supported formats, and of those that torchvision reads: the latter are refused, not skipped. */
    private static final Set<String> EXTENSIONS = Stream.concat(
                    Stream.of("ppm", "pgm", "tif", "tiff"),
                    Stream.of(ImageFormat.values()).flatMap(format -> format.extensions().stream()))
            .collect(Collectors.toUnmodifiableSet());

    /** Python's order of text: by code points, where Java compares UTF-16. */
    public static final Comparator<String> BY_CODE_POINTS =
            Comparator.comparing(text -> text.codePoints().toArray(), Arrays::compare);

    private static final char UNREADABLE = '\uFFFD';

    /** The label of files without a class. */
    public static final int NO_CLASS = -1;

    /**
     * @param path of an image
     * @param label its class, from 0, or {@link #NO_CLASS}
     */
    public record LabelledFile(Path path, int label) {}

    /**
     * Copies the lists.
     */
    public ImageFolder {
        classes = List.copyOf(classes);
        files = List.copyOf(files);
    }

    /**
     * @param root a folder of folders
     * @return its classes and images; no image is opened
     * @throws IllegalArgumentException if there is no class, a class without images, or a name that cannot be a label
     * @throws IOException if a folder cannot be read
     */
    public static ImageFolder ofClasses(Path root) throws IOException {
        requireFolder(root);
        List<Path> folders = folders(root);
        if (folders.isEmpty()) {
            throw new IllegalArgumentException(
                    root + " has no class folders: it must have a folder of images for each class.");
        }
        ImageFolder found = labelled(folders);
        for (int label = 0; label < folders.size(); label++) {
            int wanted = label;
            if (found.files.stream().noneMatch(file -> file.label == wanted)) {
                throw withoutImage(folders.get(label));
            }
        }
        return found;
    }

    /**
     * @param root a folder of folders, or of images alone
     * @return its images, and the classes if it has any, with or without images; no image is opened
     * @throws IllegalArgumentException if it is not a folder or has no image, or the name of a class cannot be a label
     * @throws IOException if a folder cannot be read
     */
    public static ImageFolder withOrWithoutClasses(Path root) throws IOException {
        requireFolder(root);
        List<Path> folders = folders(root);
        ImageFolder found = folders.isEmpty() ? unlabelled(root) : labelled(folders);
        if (found.files.isEmpty()) {
            throw withoutImage(root);
        }
        return found;
    }

    private static void requireFolder(Path root) {
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException(root + (Files.exists(root) ? " is not a folder." : " does not exist."));
        }
    }

    private static IllegalArgumentException withoutImage(Path folder) {
        return new IllegalArgumentException(folder + " has no image: files must end in one of "
                + EXTENSIONS.stream().sorted().toList() + ".");
    }

    private static List<Path> folders(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> Files.isDirectory(entry) && !isHidden(entry))
                    .sorted(Comparator.comparing(ImageFolder::name, BY_CODE_POINTS))
                    .toList();
        }
    }

    private static ImageFolder labelled(List<Path> folders) throws IOException {
        List<LabelledFile> files = new ArrayList<>();
        for (int label = 0; label < folders.size(); label++) {
            requireLabel(folders.get(label));
            for (Path image : images(folders.get(label))) {
                files.add(new LabelledFile(image, label));
            }
        }
        return new ImageFolder(folders.stream().map(ImageFolder::name).toList(), files);
    }

    private static ImageFolder unlabelled(Path root) throws IOException {
        return new ImageFolder(
                List.of(),
                images(root).stream()
                        .map(image -> new LabelledFile(image, NO_CLASS))
                        .toList());
    }

    /**
     * @param others names of classes
     * @return the same files, labelled by the order of those names
     * @throws IllegalArgumentException if there is an unknown class
     */
    public ImageFolder labelledAs(List<String> others) {
        classes.stream().filter(name -> !others.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "The validation data has a folder '" + name + "', but the training data has no such class.");
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
        return isImage(name(file));
    }

    /**
     * @param name of a file
     * @return whether it is treated as an image: it has the extension of one, and does not begin with a dot
     */
    public static boolean isImage(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                && !isHidden(name)
                && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    /**
     * @param name of a file or folder
     * @return whether it is skipped, with all its contents
     */
    public static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private static boolean isHidden(Path path) {
        return isHidden(name(path));
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}

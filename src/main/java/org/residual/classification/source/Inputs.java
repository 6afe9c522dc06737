package org.residual.classification.source;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * All images to be classified, input by input.
 *
 * @param paths files, folders, archives, {@code s3://BUCKET/PREFIX}, and {@code -} for a list of these
 * @param list the stream that contains the list
 * @param objects the store for paths that start with {@code s3://}
 * @param contents reads the images
 */
public record Inputs(List<String> paths, InputStream list, ObjectStore objects, FileContents contents)
        implements ImageSource {
    private static final String LIST = "-";

    /**
     * @param objects rejects an invalid URI of objects with an {@link IllegalArgumentException}
     * @throws IllegalArgumentException if a path does not exist or is invalid
     */
    public static void require(List<String> paths, Consumer<String> objects) {
        for (String path : paths) {
            if (path.startsWith(ObjectStore.SCHEME)) {
                requireNoArchive(path);
                objects.accept(path);
            } else if (!path.equals(LIST) && !Files.exists(Path.of(path))) {
                throw new IllegalArgumentException("'" + path + "' does not exist.");
            }
        }
        if (paths.stream().filter(LIST::equals).count() > 1) {
            throw new IllegalArgumentException("- (standard input) is given more than once: give it once.");
        }
    }

    private static void requireNoArchive(String uri) {
        if (ArchiveNames.isZip(uri) || ArchiveNames.isTar(uri)) {
            throw new IllegalArgumentException(
                    "'" + uri + "' is an archive in an object store, which is unsupported: copy it first, such as with"
                            + " aws s3 cp.");
        }
    }

    @Override
    public ImageCursor open() {
        Iterator<String> left = paths.iterator();
        return new ChainedCursor(() -> left.hasNext() ? Optional.of(source(left.next())) : Optional.empty());
    }

    @Override
    public OptionalLong count() {
        long images = 0;
        for (String path : paths) {
            OptionalLong more = source(path).count();
            if (more.isEmpty()) {
                return more;
            }
            images += more.getAsLong();
        }
        return OptionalLong.of(images);
    }

    private ImageSource source(String path) {
        return path.equals(LIST) ? new ListSource(list, this::listed) : listed(path);
    }

    private ImageSource listed(String text) {
        if (text.startsWith(ObjectStore.SCHEME)) {
            return new ObjectSource(text, objects, contents);
        }
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            return SingleSource.unreadable(text, "This is not a valid path: " + e.getReason() + ".");
        }
        if (Files.isDirectory(path)) {
            return new FolderSource(path, contents);
        }
        if (ArchiveNames.isZip(text)) {
            return new ZipSource(path, contents);
        }
        return ArchiveNames.isTar(text)
                ? new TarSource(path, contents)
                : new SingleSource(new ImageEntry(text, () -> contents.read(path), ImageEntry.Loading.BESIDE));
    }
}

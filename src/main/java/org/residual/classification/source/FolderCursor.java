package org.residual.classification.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.residual.image.ImageFolder;

/**
 * Goes through a folder in the order of the names, by Unicode code points; a subfolder comes in the place of its name.
 * Memory holds only the names in the folders that lead to the current image. Hidden files and folders are skipped, and
 * so are files without the extension of an image.
 */
final class FolderCursor implements ImageCursor {
    private final FileContents contents;
    /** From the current image's folder up to the root. */
    private final Deque<Level> levels = new ArrayDeque<>();

    /** The root; null once it was entered. */
    private @Nullable Path unread;

    /**
     * @param real the same folder without links, to detect cycles of links
     */
    private record Level(Path folder, Path real, Iterator<String> names) {}

    FolderCursor(Path root, FileContents contents) {
        this.contents = contents;
        this.unread = root;
    }

    @Override
    public Optional<ImageEntry> next() {
        if (unread != null) {
            Path root = unread;
            unread = null;
            Optional<ImageEntry> problem = enter(root);
            if (problem.isPresent()) {
                return problem;
            }
        }
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.names.hasNext()) {
                levels.pop();
                continue;
            }
            Optional<ImageEntry> entry = entry(level.folder, level.names.next());
            if (entry.isPresent()) {
                return entry;
            }
        }
        return Optional.empty();
    }

    private Optional<ImageEntry> entry(Path folder, String name) {
        Path path = folder.resolve(name);
        if (Files.isDirectory(path)) {
            return enter(path);
        }
        return ImageFolder.isImage(name)
                ? Optional.of(new ImageEntry(path.toString(), () -> contents.read(path), ImageEntry.Loading.BESIDE))
                : Optional.empty();
    }

    /** Enters a folder; if that fails, returns an entry with the reason. */
    private Optional<ImageEntry> enter(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (levels.stream().noneMatch(level -> level.real.equals(real))) {
                levels.push(new Level(folder, real, names(folder).iterator()));
            }
            return Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.of(
                    ImageEntry.unreadable(folder.toString(), "The folder cannot be read: permission denied."));
        } catch (IOException | UncheckedIOException e) {
            return Optional.of(
                    ImageEntry.unreadable(folder.toString(), "The folder cannot be read: " + e.getMessage() + "."));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !ImageFolder.isHidden(name))
                    .sorted(ImageFolder.BY_CODE_POINTS)
                    .toList();
        }
    }

    @Override
    public void close() {}
}

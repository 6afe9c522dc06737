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
 * Goes through a folder in the order of the names, which is that of their code points; a folder in it stands where its
 * name does. Only the names in the folders that lead to the current image are held. Hidden files and folders are left out,
 * and so is what has no extension of an image.
 */
final class FolderCursor implements ImageCursor {
    private final FileContents contents;
    /** From the current image's folder up to the root. */
    private final Deque<Level> levels = new ArrayDeque<>();

    /** Null once it was entered. */
    private @Nullable Path unread;

    /**
     * @param real the same folder without links, by which a circle of links is told
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

    /** Tells what is wrong with a folder that cannot be entered. */
    private Optional<ImageEntry> enter(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (levels.stream().noneMatch(level -> level.real.equals(real))) {
                levels.push(new Level(folder, real, names(folder).iterator()));
            }
            return Optional.empty();
        } catch (AccessDeniedException e) {
            return Optional.of(
                    ImageEntry.unreadable(folder.toString(), "The folder may not be read: permission denied."));
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

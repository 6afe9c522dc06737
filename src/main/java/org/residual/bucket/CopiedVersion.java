package org.residual.bucket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A version's folder on the disk, with a list of the objects that its files are copies of. The list lies in the folder,
 * so it moves with it.
 */
final class CopiedVersion {
    private static final String LIST = ".objects";

    private final Path folder;
    private final SortedMap<String, Revision> files = new TreeMap<>();

    /**
     * @param folder may be missing
     * @throws IOException if its list cannot be read
     */
    CopiedVersion(Path folder) throws IOException {
        this.folder = folder;
        try {
            for (String line : Files.readAllLines(folder.resolve(LIST))) {
                String[] fields = line.split(" ", 3);
                files.put(fields[0], new Revision(fields[2], Long.parseLong(fields[1])));
            }
        } catch (NoSuchFileException e) {
            // Nothing was copied yet.
        } catch (RuntimeException e) {
            // The list is invalid: everything is copied again.
            files.clear();
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    boolean has(String name, Revision revision) throws IOException {
        return revision.equals(files.get(name))
                && Files.isRegularFile(file(name))
                && Files.size(file(name)) == revision.size();
    }

    /** Whether this is a complete copy of that version. */
    boolean isWhole(StoredVersion version) throws IOException {
        for (Map.Entry<String, StoredObject> file : version.files().entrySet()) {
            if (!has(file.getKey(), file.getValue().revision())) {
                return false;
            }
        }
        return files.keySet().equals(version.files().keySet());
    }

    /** Moves a file in. */
    void add(Path file, String name, Revision revision) throws IOException {
        Files.move(file, file(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        files.put(name, revision);
        writeList();
    }

    /** Takes a file from another copy that has it. */
    void share(CopiedVersion other, String name, Revision revision) throws IOException {
        Files.deleteIfExists(file(name));
        try {
            Files.createLink(file(name), other.file(name));
        } catch (UnsupportedOperationException | IOException e) {
            // Not every file system supports links.
            Files.copy(other.file(name), file(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
        files.put(name, revision);
        writeList();
    }

    /** Removes all files that the version does not have. */
    void retain(StoredVersion version) throws IOException {
        Set<String> kept = version.files().keySet();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (!kept.contains(entry.getFileName().toString())) {
                    Files.delete(entry);
                }
            }
        }
        files.keySet().retainAll(kept);
        writeList();
    }

    private void writeList() throws IOException {
        List<String> lines = new ArrayList<>();
        files.forEach((name, revision) -> lines.add(name + " " + revision.size() + " " + revision.etag()));
        Path written = folder.resolve(LIST + ".new");
        Files.write(written, lines);
        Files.move(written, folder.resolve(LIST), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}

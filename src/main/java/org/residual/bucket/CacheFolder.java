package org.residual.bucket;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The copies of a bucket's models: complete, served ones in {@code models}, incomplete ones in {@code incoming}. It
 * belongs to one process.
 */
final class CacheFolder implements AutoCloseable {
    private static final int DIGEST_BYTES = 6;
    private static final int DEPTH_OF_VERSIONS = 2;

    private final Path folder;
    private final Path models;
    private final Path incoming;
    private final Path discarded;
    private final FileChannel lock;

    private CacheFolder(Path folder, FileChannel lock) throws IOException {
        this.folder = folder;
        this.models = Files.createDirectories(folder.resolve("models"));
        this.incoming = Files.createDirectories(folder.resolve("incoming"));
        this.discarded = folder.resolve("discarded");
        this.lock = lock;
        delete(discarded);
    }

    /**
     * @param caches the folder of all caches
     * @param location the bucket; identifies this cache, together with the server
     * @param server the endpoint, if it is not Amazon's
     * @throws BucketException if another process uses the cache, or it cannot be written
     */
    static CacheFolder open(Path caches, BucketLocation location, String server) {
        Path folder = caches.resolve(location.bucket() + "-" + digest(server + " " + location));
        try {
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!hasTaken(lock)) {
                lock.close();
                throw new BucketException("The cache " + folder + " is in use by another process: set "
                        + "residual.store.cache to another folder.");
            }
            return new CacheFolder(folder, lock);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static BucketException unusable(Path folder, IOException cause) {
        return new BucketException(
                "The cache " + folder + " cannot be used: " + cause + ". Set residual.store.cache to another folder.",
                cause);
    }

    /** Creates the error about this cache. */
    BucketException unusable(IOException cause) {
        return unusable(folder, cause);
    }

    private static boolean hasTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    Path models() {
        return models;
    }

    /** The served copy. */
    CopiedVersion served(Path version) throws IOException {
        return new CopiedVersion(models.resolve(version));
    }

    /** The folder of the incomplete copy; it exists. */
    CopiedVersion incoming(Path version) throws IOException {
        return new CopiedVersion(Files.createDirectories(incoming.resolve(version)));
    }

    /** The served versions, as {@code MODEL/VERSION}. */
    List<Path> versions() throws IOException {
        return versionsIn(models);
    }

    /** Removes incomplete copies that will never be completed. */
    void retainIncoming(List<Path> versions) throws IOException {
        for (Path version : versionsIn(incoming)) {
            if (!versions.contains(version)) {
                delete(incoming.resolve(version));
            }
        }
    }

    private static List<Path> versionsIn(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder, DEPTH_OF_VERSIONS)) {
            return found.map(folder::relativize)
                    .filter(path -> path.getNameCount() == DEPTH_OF_VERSIONS)
                    .toList();
        }
    }

    /** Serves the copy that is now complete in place of the previous one. */
    void serve(Path version) throws IOException {
        withdraw(version);
        Path target = models.resolve(version);
        Files.createDirectories(target.getParent());
        Files.move(incoming.resolve(version), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes a version atomically. */
    void withdraw(Path version) throws IOException {
        Path served = models.resolve(version);
        if (Files.exists(served)) {
            Files.createDirectories(discarded);
            Files.move(served, discarded.resolve("version"), StandardCopyOption.ATOMIC_MOVE);
            delete(discarded);
            deleteIfEmpty(Objects.requireNonNull(served.getParent(), "a version lies in the folder of its model"));
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                return;
            }
        }
        Files.delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (NoSuchFileException e) {
            // Nothing to delete.
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(e);
        }
    }
}

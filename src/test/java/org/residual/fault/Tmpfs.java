package org.residual.fault;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small volume in memory, which can be filled and unmounted. Needs permission to mount volumes. */
final class Tmpfs implements AutoCloseable {
    private static final String FILLING = "filling";

    private final Path folder;
    private boolean mounted = true;

    private Tmpfs(Path folder) {
        this.folder = folder;
    }

    /**
     * Aborts the test if mounting is not permitted.
     *
     * @param folder mount point; created if it is missing
     * @param kibibytes its size
     * @param options of the mount, such as {@code noexec}
     */
    static Tmpfs mount(Path folder, int kibibytes, String... options) throws IOException {
        Files.createDirectories(folder);
        String all = String.join(",", "size=" + kibibytes + "k", String.join(",", options));
        int status = run("mount", "-t", "tmpfs", "-o", all, "tmpfs", folder.toString());
        assumeTrue(status == 0, "No volume can be mounted here, so none can be full or go.");
        return new Tmpfs(folder);
    }

    Path folder() {
        return folder;
    }

    /** Leaves no byte free. */
    void fill() throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve(FILLING))) {
            byte[] page = new byte[4096];
            while (true) {
                file.write(page);
            }
        } catch (IOException e) {
            if (Files.getFileStore(folder).getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    void empty() throws IOException {
        Files.delete(folder.resolve(FILLING));
    }

    /** Unmounts it even if files on it are open; the folder stays, and is empty. */
    void takeAway() throws IOException {
        if (mounted) {
            run("umount", "--lazy", folder.toString());
            mounted = false;
        }
    }

    @Override
    public void close() throws IOException {
        takeAway();
    }

    private static int run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            // There is no such program.
            return -1;
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}

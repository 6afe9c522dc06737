package org.residual.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.store.file.InvalidModelException;

/** A reader of files of the model store. */
abstract class StoredFileSubject implements Subject {
    private static final int SMALL_CHANGE = 4 << 20;

    private final Path folder;
    private final String name;
    private final int bytesAByte;

    /**
     * @param name of the file in the folder of a version
     * @param bytesAByte most bytes allocated per byte of the file, roughly: a tree node for each character
     */
    StoredFileSubject(String name, int bytesAByte) {
        this.name = name;
        this.bytesAByte = bytesAByte;
        try {
            this.folder = Files.createTempDirectory("fuzz-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder.toFile().deleteOnExit();
        folder.resolve(name).toFile().deleteOnExit();
    }

    /** Reads the file of that name in a folder. */
    abstract void read(Path folder) throws IOException;

    @Override
    public String read(byte[] input) throws IOException {
        // A new file each time: mapped files must not change.
        Files.deleteIfExists(folder.resolve(name));
        Files.write(folder.resolve(name), input);
        try {
            read(folder);
            return TAKEN;
        } catch (InvalidModelException refused) {
            return refused.getMessage();
        }
    }

    @Override
    public long mostMemory(int length) {
        return SMALL_CHANGE + (long) bytesAByte * length;
    }
}

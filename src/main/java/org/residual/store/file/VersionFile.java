package org.residual.store.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of a version that is safe to open: a regular one, since opening a pipe or a device might block forever, and
 * one within the store, whatever links lead to it. Kubernetes mounts files as links that stay inside.
 *
 * @param path without links
 * @param name in the version
 */
public record VersionFile(Path path, String name) {
    /**
     * @param version the folder of a version: {@code STORE/MODEL/VERSION}
     * @param name of a file in it
     * @throws InvalidModelException if it must not be opened, with the reason
     * @throws IOException if it is missing or cannot be examined
     */
    public static VersionFile of(Path version, String name) throws IOException {
        return in(storeOf(version), version.resolve(name));
    }

    /**
     * @param version where a version lies
     * @param name of a file in its folder
     * @throws InvalidModelException if it must not be opened, with the reason
     * @throws IOException if it is missing or cannot be examined
     */
    public static VersionFile of(VersionFolder version, String name) throws IOException {
        return in(version.store().toRealPath(), version.directory().resolve(name));
    }

    /**
     * @param store that it must lie in, without links
     * @param file a file
     * @throws InvalidModelException if it must not be opened, with the reason
     * @throws IOException if it is missing or cannot be examined
     */
    static VersionFile in(Path store, Path file) throws IOException {
        String name = file.getFileName().toString();
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new InvalidModelException(name + " is a folder, but must be a file.");
        }
        if (!attributes.isRegularFile()) {
            throw new InvalidModelException(name + " is a pipe, a socket or a device, but must be a regular file.");
        }
        Path path = file.toRealPath();
        if (!path.startsWith(store)) {
            throw new InvalidModelException(name
                    + " is outside the model store: links are followed only inside it. Copy "
                    + "the file into the store.");
        }
        return new VersionFile(path, name);
    }

    /** The store may itself be a link, or below one. */
    private static Path storeOf(Path version) throws IOException {
        Path absolute = version.toAbsolutePath().normalize();
        Path model = absolute.getParent();
        return (model == null || model.getParent() == null ? absolute.getRoot() : model.getParent()).toRealPath();
    }

    /**
     * @param largest most bytes of the file, also if it grows while it is read
     * @return all of it
     * @throws InvalidModelException if it is larger, or not UTF-8
     * @throws IOException if it cannot be read
     */
    public String readText(int largest) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(largest + 1);
        }
        if (bytes.length > largest) {
            throw new InvalidModelException(name + ": larger than " + largest + " bytes.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidModelException(name + ": not UTF-8.", e);
        }
    }
}

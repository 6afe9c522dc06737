package org.residual.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a version's weights, in a file that {@code sha256sum -c} reads too.
 *
 * <p>There are weights that no answer depends on, so that no known answer can tell whether they are still as they were:
 * where a ResNet normalises over each image, its average pooling leaves nothing of the last layer's convolution.
 */
public final class WeightsChecksum {
    /** The file's name in the folder of a version. */
    public static final String FILE = "weights.sha256";

    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})(\\s.*)?", Pattern.DOTALL);

    private WeightsChecksum() {}

    /**
     * @param directory the folder of a version
     * @return whether its weights have the checksum that the file states; true if there is no such file
     * @throws InvalidModelException if the file states none
     * @throws IOException if a file cannot be read
     */
    static boolean matches(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return true;
        }
        Matcher line = LINE.matcher(Files.readString(file));
        if (!line.matches()) {
            throw new InvalidModelException(FILE + ": does not begin with a SHA-256, 64 hexadecimal digits.");
        }
        return line.group(1).equalsIgnoreCase(sha256(directory));
    }

    /**
     * @param directory the folder of a version, its weights written
     * @throws IOException if the weights cannot be read or the file not written
     */
    public static void write(Path directory) throws IOException {
        Files.writeString(directory.resolve(FILE), sha256(directory) + "  " + VersionFolder.WEIGHTS + "\n");
    }

    private static String sha256(Path directory) throws IOException {
        try (InputStream weights = Files.newInputStream(directory.resolve(VersionFolder.WEIGHTS))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(weights, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}

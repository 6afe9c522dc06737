package org.residual.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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

    private static final int PIECE = 1 << 16;
    private static final int LARGEST = 4 << 10;
    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})(\\s.*)?", Pattern.DOTALL);

    private WeightsChecksum() {}

    /**
     * @param directory the folder of a version
     * @param weights name of the file that holds its network
     * @param beforeEach is run before each piece of the weights is read
     * @return whether its weights have the checksum that the file states; true if there is no such file
     * @throws InvalidModelException if the file states none
     * @throws IOException if a file cannot be read
     */
    static boolean matches(Path directory, String weights, Runnable beforeEach) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        Matcher line = LINE.matcher(VersionFile.of(directory, FILE).readText(LARGEST));
        if (!line.matches()) {
            throw new InvalidModelException(FILE + ": does not begin with a SHA-256, 64 hexadecimal digits.");
        }
        return line.group(1).equalsIgnoreCase(sha256(directory, weights, beforeEach));
    }

    /**
     * @param directory the folder of a version, its weights written
     * @param weights name of the file that holds its network
     * @throws IOException if the weights cannot be read or the file not written
     */
    public static void write(Path directory, String weights) throws IOException {
        Files.writeString(directory.resolve(FILE), sha256(directory, weights, () -> {}) + "  " + weights + "\n");
    }

    private static String sha256(Path directory, String name, Runnable beforeEach) throws IOException {
        VersionFile file = VersionFile.of(directory, name);
        try (InputStream weights = Files.newInputStream(file.path())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[PIECE];
            for (int count = weights.read(piece); count >= 0; count = weights.read(piece)) {
                beforeEach.run();
                digest.update(piece, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}

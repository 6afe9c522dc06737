package org.residual.store.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a version's weights, in a file that {@code sha256sum -c} reads too. A single line is for the network's
 * file, whatever name it gives; of several lines, each is for the file that it names in the version's folder.
 *
 * <p>Some weights have no effect on any answer, so that no known answer can tell whether they have changed: where a
 * ResNet normalises over each image, its average pooling cancels the last layer's convolution.
 */
public final class WeightsChecksum {
    /** The file's name in the folder of a version. */
    public static final String FILE = "weights.sha256";

    private static final int PIECE = 1 << 16;
    private static final int LARGEST = 256 << 10;
    private static final Pattern LINE = Pattern.compile("([0-9a-fA-F]{64})(?:\\s+\\*?(.*))?");

    private WeightsChecksum() {}

    /**
     * @param folder where a version lies
     * @param weights name of the file that holds its network
     * @param beforeEach runs before each piece of the weights is read
     * @return the name of a file that does not match its checksum; empty if there is none
     * @throws InvalidModelException if the file is not a list of checksums, or names files that are not in the folder
     * @throws IOException if a file cannot be read
     */
    public static Optional<String> mismatch(VersionFolder folder, String weights, Runnable beforeEach)
            throws IOException {
        if (!Files.exists(folder.directory().resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        List<Matcher> lines = VersionFile.of(folder, FILE)
                .readText(LARGEST)
                .lines()
                .filter(line -> !line.isBlank())
                .map(LINE::matcher)
                .toList();
        if (lines.isEmpty() || !lines.stream().allMatch(Matcher::matches)) {
            throw new InvalidModelException(FILE + ": does not begin each line with a SHA-256, 64 hexadecimal digits.");
        }
        for (Matcher line : lines) {
            String name = lines.size() == 1 ? weights : plainName(line.group(2));
            if (!line.group(1).equalsIgnoreCase(sha256(VersionFile.of(folder, name), beforeEach))) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static String plainName(String name) {
        if (name == null || name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new InvalidModelException(
                    FILE + ": with several lines, each must name a file in the folder of the version.");
        }
        return name;
    }

    /**
     * @param directory the folder of a version, its weights written
     * @param weights names of the files that hold its network
     * @throws IOException if the weights cannot be read or the file not written
     */
    public static void write(Path directory, List<String> weights) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : weights) {
            lines.append(sha256(VersionFile.of(directory, name), () -> {}))
                    .append("  ")
                    .append(name)
                    .append('\n');
        }
        Files.writeString(directory.resolve(FILE), lines);
    }

    private static String sha256(VersionFile file, Runnable beforeEach) throws IOException {
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

package org.residual.web.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A version that answers like another, except for its label of the three, which contains its number. */
public final class NumberedVersion {
    private NumberedVersion() {}

    /**
     * @param shipped the folder of the other
     * @param model the folder of the model to add it to
     */
    public static void putIn(Path shipped, Path model, int version) throws IOException {
        Path directory = Files.createDirectories(model.resolve(Integer.toString(version)));
        try (Stream<Path> files = Files.list(shipped)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Files.write(
                directory.resolve("labels.txt"),
                IntStream.range(0, 10)
                        .mapToObj(digit -> digit == 3 ? "three of version " + version : "digit " + digit)
                        .toList());
    }
}

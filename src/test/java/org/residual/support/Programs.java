package org.residual.support;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Optional programs that tests run. */
public final class Programs {
    private Programs() {}

    /**
     * Aborts the test if the program is not installed, and fails it on a build server, which sets the environment
     * variable {@code CI}.
     *
     * @param missing the message
     * @param names of the program
     */
    public static Path find(String missing, String... names) {
        return find(missing, program -> true, names);
    }

    /**
     * Like {@link #find(String, String...)}, if there are several.
     *
     * @param suits whether a program of that name is suitable
     */
    public static Path find(String missing, Predicate<Path> suits, String... names) {
        Optional<Path> program =
                Stream.of(names).flatMap(Programs::installed).filter(suits).findFirst();
        if (program.isEmpty()) {
            if (System.getenv("CI") != null) {
                fail(missing);
            }
            abort(missing);
        }
        return program.orElseThrow();
    }

    private static Stream<Path> installed(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }
}

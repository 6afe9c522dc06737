package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log of commands, in a process of its own. */
class OfflineLogTest {
    /** Starts like a command. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            OfflineLog.begin();
            LoggerFactory.getLogger(Program.class).warn("of no consequence");
            LoggerFactory.getLogger(Program.class).error("a fault");
        }
    }

    @Test
    void errorsGoToStandardError() throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .start();

        // The lines are few: neither pipe fills up.
        String out = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(out).isEmpty();
        assertThat(err).contains("a fault").doesNotContain("of no consequence");
    }
}

package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.UsualLog;

/** Command lines of users who do not know the program. */
@ExtendWith(UsualLog.class)
class CommandsTest {
    private static final int MISTAKEN = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream standardOut = System.out;
    private final PrintStream standardErr = System.err;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(standardOut);
        System.setErr(standardErr);
    }

    private int execute(String line) {
        String[] arguments = line.split(" ");
        assertThat(Commands.areMeantBy(arguments)).isTrue();
        return Commands.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help", "--server.port=80 --help"})
    void helpListsTheCommands(String line) {
        assertThat(execute(line)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("residual COMMAND")
                .containsSubsequence("train", "import", "calibrate", "classify", "key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train --help", "import --help", "calibrate --help", "key --help"})
    void helpOfACommandListsItsOptions(String line) {
        assertThat(execute(line)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: " + line.split(" ")[0]);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void theVersionIsTold() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("residual ");
    }

    @Test
    void aMistypedCommandDoesNotServe() {
        assertThat(execute("trian --data photos")).isEqualTo(MISTAKEN);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("trian").contains("train");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server.port 80", "--server.port=80 80"})
    void aSettingThatIsNotWrittenAsOneDoesNotServe(String line) {
        assertThat(execute(line)).isEqualTo(MISTAKEN);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("'80' is not a setting. Write settings as --NAME=VALUE");
    }

    @Test
    void anOptionOfJavaDoesNotServe() {
        assertThat(execute("-Xmx1g")).isEqualTo(MISTAKEN);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("-Xmx1g");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server.port=80", "--residual.grpc.enabled"})
    void settingsAreTheServices(String setting) {
        assertThat(Commands.areMeantBy(setting)).isFalse();
        assertThat(Commands.areMeantBy()).isFalse();
    }
}

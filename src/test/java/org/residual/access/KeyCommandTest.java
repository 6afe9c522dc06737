package org.residual.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class KeyCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new KeyCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private Properties printed() throws Exception {
        Properties properties = new Properties();
        properties.load(new StringReader(out.toString()));
        return properties;
    }

    @Test
    void showsTheKeyAndWhatTheConfigurationHasToKnow() throws Exception {
        assertThat(run("--name", "alice", "--scope", "predict,manage")).isZero();

        String key = printed().getProperty("key");
        assertThat(key).matches("residual_[A-Za-z0-9_-]{43}");
        assertThat(printed())
                .containsEntry(
                        "residual.access.keys.alice.sha256", KeyHash.of(key).toString())
                .containsEntry("residual.access.keys.alice.scopes", "manage,predict");
    }

    @Test
    void makesAnotherKeyEachTime() {
        assertThat(NewKey.make()).isNotEqualTo(NewKey.make());
    }

    @ParameterizedTest
    @CsvSource({
        "Alice, predict, --name is 'Alice'",
        "a_b, predict, --name is 'a_b'",
        "alice, paint, expected one of [PREDICT, MANAGE]"
    })
    void refusesWhatNoConfigurationWouldTake(String name, String scope, String sentence) {
        assertThat(run("--name", name, "--scope", scope)).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains(sentence);
        assertThat(out.toString()).isEmpty();
    }
}

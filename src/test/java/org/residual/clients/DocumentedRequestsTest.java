package org.residual.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The requests in the documentation, run verbatim, with their documented answers. */
@RunningService
@NeedsPrograms
class DocumentedRequestsTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern REQUEST =
            Pattern.compile("(?ms)^```\n\\$ ((?:(?!^```).)*?localhost:8080.*?)\n(\\{.*?)\n```$");
    /** CPUs round differently. */
    private static final double TOLERANCE = 1e-4;

    private final int port;

    DocumentedRequestsTest(@LocalServerPort int port) {
        this.port = port;
    }

    static Stream<Arguments> requests() throws IOException {
        return Stream.of(
                        Path.of("README.md"),
                        Path.of("docs/api.md"),
                        Path.of("docs/evidence.md"),
                        Path.of("docs/protocol.md"))
                .flatMap(DocumentedRequestsTest::requests);
    }

    private static Stream<Arguments> requests(Path page) {
        try {
            List<MatchResult> blocks =
                    REQUEST.matcher(Files.readString(page)).results().toList();
            assertThat(blocks).as("requests in " + page).isNotEmpty();
            return blocks.stream().map(block -> Arguments.of(page, block.group(1), block.group(2)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int compare(JsonNode one, JsonNode other) {
        boolean alike = one.isNumber() && other.isNumber()
                ? Math.abs(one.doubleValue() - other.doubleValue()) < TOLERANCE
                : one.equals(other);
        return alike ? 0 : 1;
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aDocumentedRequestGetsItsDocumentedAnswer(Path page, String command, String answer) throws Exception {
        Programs.find("curl is not installed.", "curl");
        Programs.find("Python is not installed.", "python3");
        ClientProgram shell = new ClientProgram(Programs.find("bash is not installed.", "bash"), "-c");
        String given = shell.run(command.replace("localhost:8080", "localhost:" + port));
        assertThat(JSON.readTree(given)
                        .equals(DocumentedRequestsTest::compare, JSON.readTree(answer.replace("\n", ""))))
                .as("%s: %s gives %s", page, command, given)
                .isTrue();
    }
}

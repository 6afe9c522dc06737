package org.residual.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.residual.fuzz.Allocations;

/** Requests that consist of structure without content take hardly any memory, and get short answers. */
class InferenceBodyTest {
    private static final int MANY = 200_000;
    private static final int MOST_BYTES_A_BYTE = 16;

    private final InferenceSubject subject = new InferenceSubject();

    static Stream<Arguments> structures() {
        return Stream.of(
                Arguments.of("strings", input("\"data\": [" + many("\"a\"") + "]")),
                Arguments.of("parameters of lists", input("\"parameters\": {\"x\": [" + many("[]") + "]}")),
                Arguments.of("parameters of objects", input("\"parameters\": {\"x\": [" + many("{}") + "]}")),
                Arguments.of("numbers", input("\"data\": [" + many("1") + "]")),
                Arguments.of("a shape", input("\"shape\": [" + many("1") + "], \"data\": [1]")),
                Arguments.of("other keys", input("\"x\": [" + many("{\"a\":1}") + "]")),
                Arguments.of("instances of one letter", instances(many("\"a\""))),
                Arguments.of("instances without an image", instances(many("{\"key\":\"\"}"))),
                Arguments.of("instances of one number", instances(many("[[[1]]]"))),
                Arguments.of("rows", instances("[[" + many("[1]") + "]]")),
                Arguments.of("a long row", instances("[[[" + many("1") + "]]]")),
                Arguments.of("brackets", instances("[".repeat(MANY))),
                Arguments.of(
                        "other keys beside instances", "{\"instances\":[\"\"],\"x\":[" + many("{\"a\":1}") + "]}"));
    }

    private static String many(String element) {
        return element + ("," + element).repeat(MANY);
    }

    private static String instances(String elements) {
        return "{\"instances\": [" + elements + "]}";
    }

    private static String input(String keys) {
        return "{\"inputs\": [{\"name\": \"image\", \"datatype\": \"UINT8\", " + keys + "}]}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("structures")
    void takesLittleMemoryForStructure(String name, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        subject.read(body);
        long before = Allocations.ofThisThread();
        subject.read(body);
        assertThat(Allocations.ofThisThread() - before).isLessThan(MOST_BYTES_A_BYTE * (long) body.length);
    }

    @Test
    void quotesNoMoreOfARequestThanHelps() throws IOException {
        String answer = subject.read(
                input("\"shape\": [" + many("1") + "], \"data\": [1]").getBytes(StandardCharsets.UTF_8));
        assertThat(answer).contains("has 200001 dimensions").hasSizeLessThan(1_100);
    }
}

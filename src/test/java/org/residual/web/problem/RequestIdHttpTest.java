package org.residual.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A request can be traced by its id. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class RequestIdHttpTest {
    private static final String HEADER = "X-Request-Id";
    private static final FilePart DIGIT = FilePart.of(Path.of("samples/three.png"));

    private final ServiceClient client;

    RequestIdHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @Test
    void theClientsOwnIdComesBack() {
        Answer answer = client.predict("/predict", List.of(DIGIT), HEADER, "order-17/image:3");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(idOf(answer)).isEqualTo("order-17/image:3");
    }

    @Test
    void aRequestWithoutOneGetsOneOfItsOwn() {
        String first = idOf(client.predict("/predict", DIGIT));
        String second = idOf(client.predict("/predict", DIGIT));

        assertThat(first).matches("[0-9a-f]{16}");
        assertThat(second).matches("[0-9a-f]{16}").isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>", "two words", "", "\"quoted\""})
    void anIdThatCouldForgeALogIsReplaced(String id) {
        assertThat(idOf(client.get("/models", HEADER, id))).matches("[0-9a-f]{16}");
    }

    @Test
    void anIdThatIsTooLongIsReplaced() {
        assertThat(idOf(client.get("/models", HEADER, "a".repeat(128)))).isEqualTo("a".repeat(128));
        assertThat(idOf(client.get("/models", HEADER, "a".repeat(129)))).matches("[0-9a-f]{16}");
    }

    @Test
    void problemDetailsTellTheId() {
        Answer refused =
                client.predict("/predict", List.of(FilePart.image("empty.png", new byte[0])), HEADER, "broken-1");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("request_id").stringValue()).isEqualTo("broken-1");
    }

    @Test
    void soDoThoseOfUnknownPaths() {
        Answer nothing = client.get("/nothing/here", HEADER, "lost-1");

        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.json().path("request_id").stringValue()).isEqualTo("lost-1");
        assertThat(idOf(nothing)).isEqualTo("lost-1");
    }

    @Test
    void theProtocolsErrorsStayAsItWantsThem() {
        Answer unknown = client.get("/v2/models/nobody", HEADER, "protocol-1");

        assertThat(unknown.json().propertyNames()).containsExactly("error");
        assertThat(idOf(unknown)).isEqualTo("protocol-1");
    }

    @Test
    void logLinesTellTheId(CapturedOutput output) {
        MDC.put("request_id", "logged-1");
        try {
            LoggerFactory.getLogger(RequestIdHttpTest.class).info("a line of this request");
        } finally {
            MDC.remove("request_id");
        }
        assertThat(output.getOut().lines().filter(line -> line.endsWith("a line of this request")))
                .singleElement()
                .asString()
                .contains("[logged-1] ");
    }

    @Test
    void whatAClientChoseStartsNoLineOfTheLog(CapturedOutput output) {
        String text = "a name\r\n2026-11-29T12:00:00.000Z ERROR forged";
        LoggerFactory.getLogger(RequestIdHttpTest.class)
                .info("{}", text, new IllegalStateException(text, new IllegalArgumentException(text)));

        assertThat(output.getOut().lines())
                .noneMatch(line -> line.startsWith("2026-11-29T12:00:00.000Z ERROR forged"))
                .anyMatch(line -> line.equals("    2026-11-29T12:00:00.000Z ERROR forged"))
                .anyMatch(line -> line.startsWith("java.lang.IllegalStateException: a name"))
                .anyMatch(line -> line.startsWith("Caused by: java.lang.IllegalArgumentException: a name"))
                .anyMatch(line -> line.startsWith("\tat org.residual.web.problem.RequestIdHttpTest"));
    }

    private static String idOf(Answer answer) {
        return answer.response().headers().firstValue(HEADER).orElse(null);
    }
}

package org.residual.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.RawConnection;
import org.residual.support.ServiceClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests that are refused before a controller sees them get the status of RFC 9110, 9112 and 6585, the form of RFC
 * 9457 or of the Open Inference Protocol, and leave nothing in the log.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class MalformedRequestsHttpTest {
    private static final Path THREE = Path.of("samples/three.png");
    private static final String LINE_OF_A_LOG = "2026-11-29T12:00:00.000Z ERROR forged";
    private static final String BOUNDARY = "Content-Type: multipart/form-data; boundary=x";

    private final int port;
    private final int managementPort;
    private CapturedOutput output;
    private int logged;

    MalformedRequestsHttpTest(@LocalServerPort int port, @LocalManagementPort int managementPort) {
        this.port = port;
        this.managementPort = managementPort;
    }

    /** An answer as received. */
    record Answer(int status, String head, String body) {
        static Answer parse(String text) {
            String[] parts = text.split("\r\n\r\n", 2);
            assertThat(parts).as(text).hasSize(2);
            return new Answer(Integer.parseInt(parts[0].split(" ")[1]), parts[0], parts[1]);
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        JsonNode json() {
            return JsonMapper.shared().readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
        }
    }

    @BeforeEach
    void rememberWhatWasLogged(CapturedOutput output) {
        this.output = output;
        this.logged = output.getAll().length();
    }

    @AfterEach
    void nothingIsLoggedOfAClientsMistake() {
        assertThat(new ServiceClient(port)
                        .predict("/predict", ServiceClient.FilePart.of(THREE))
                        .status())
                .isEqualTo(200);
        assertThat(output.getAll().substring(logged))
                .doesNotContain(" WARN ", " ERROR ", "Exception", "\tat ", LINE_OF_A_LOG);
    }

    private static Answer send(int port, String request) throws IOException {
        try (RawConnection client = new RawConnection(port)) {
            return Answer.parse(client.send(request).hangUp().answer());
        }
    }

    private static String request(String line, String... headers) {
        return line + "\r\nHost: localhost\r\nConnection: close\r\n"
                + String.join(
                        "", Stream.of(headers).map(header -> header + "\r\n").toList()) + "\r\n";
    }

    private static void assertIsAProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("type").asString()).startsWith("urn:residual:problem:");
        assertThat(answer.json().path("status").intValue()).isEqualTo(status);
        assertThat(answer.json().path("title").asString()).isNotBlank();
        assertThat(answer.json().path("detail").asString()).isNotBlank();
        assertTellsNothingOfTheProgram(answer);
    }

    private static void assertIsTheProtocolsError(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().propertyNames()).containsExactly("error");
        assertThat(answer.json().path("error").asString()).isNotBlank();
        assertTellsNothingOfTheProgram(answer);
    }

    private static void assertTellsNothingOfTheProgram(Answer answer) {
        assertThat(answer.header("X-Request-Id")).isNotBlank();
        assertThat(answer.body())
                .doesNotContainIgnoringCase("exception")
                .doesNotContainIgnoringCase("tomcat")
                .doesNotContain("java.", "org.", "jackson", "<html", "<!doctype", "at org", "`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/models;a=b",
                "/models/digits-resnet/ready;jsessionid=1",
                "/models/100%25",
                "//models",
                "/../models",
                "/./models",
                "/models/..",
                "/models%2Fdigits-resnet",
                "/models/a%5Cb",
                "/%2e%2e/models",
                "/models/%00",
                "/models/%0d%0aX-Injected:%20yes",
                "/models/%zz",
                "/models/%",
            })
    void aPathThatCouldBeReadInTwoWaysIsRefusedInTheFormOfItsPlace(String path) throws IOException {
        assertIsTheProtocolsError(send(port, request("GET /v2" + path + " HTTP/1.1")), 400);
        assertIsAProblem(send(port, request("GET /elsewhere" + path + " HTTP/1.1")), 400);
    }

    /** The mistake keeps the server from reading the path, so the answer suits both forms. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ' ',
            value = {
                "GET a\\\\b 400",
                "GET <script> 400",
                "GET {a} 400",
                "GET a|b 400",
                "GET \u00e9 400",
                "G(E)T digits-resnet 400",
            })
    void aFirstLineThatCannotBeReadIsRefusedInBothForms(String method, String end, int status) throws IOException {
        Answer answer = send(port, request(method + " /v2/models/" + end + " HTTP/1.1"));

        assertIsAProblem(answer, status);
        assertThat(answer.json().path("error")).isEqualTo(answer.json().path("detail"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"//v2/models/x", "/x/../v2/models/x", "/./v2/models/x", "/v2;a=b/models/x", "/v2%2Fmodels"})
    void soIsAnotherWayToWriteAPathOfTheProtocol(String path) throws IOException {
        assertIsTheProtocolsError(send(port, request("GET " + path + " HTTP/1.1")), 400);
    }

    /** A request, and its status in the RFCs; PATH stands for its target. */
    record Mistake(String name, String text, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Mistake> mistakes() {
        String get = "GET PATH HTTP/1.1";
        return List.of(
                new Mistake("an unknown method", request("BREW PATH HTTP/1.1"), 501),
                new Mistake("a method of WebDAV", request("PROPFIND PATH HTTP/1.1"), 501),
                new Mistake("a method in small letters", request("get PATH HTTP/1.1"), 501),
                new Mistake("TRACE", request("TRACE PATH HTTP/1.1"), 405),
                new Mistake("a version of HTTP there is not", request("GET PATH HTTP/9.9"), 505),
                new Mistake("a protocol there is not", request("GET PATH GOPHER/1.1"), 400),
                new Mistake("no host", "GET PATH HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                new Mistake("two hosts", request(get, "Host: elsewhere"), 400),
                new Mistake("a host that is none", "GET PATH HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
                new Mistake("a header of 10,000 bytes", request(get, "X-Large: " + "x".repeat(10_000)), 431),
                new Mistake("a cookie of 10,000 bytes", request(get, "Cookie: a=" + "x".repeat(10_000)), 431),
                new Mistake("a name of 10,000 bytes", request(get, "x".repeat(10_000) + ": a"), 431),
                new Mistake("200 headers", request(get, "X-Many: x\r\n".repeat(200) + "X-Last: x"), 431),
                new Mistake("a path of 10,000 bytes", request("GET PATH/" + "x".repeat(10_000) + " HTTP/1.1"), 414),
                new Mistake("a query of 10,000 bytes", request("GET PATH?" + "x".repeat(10_000) + " HTTP/1.1"), 414),
                new Mistake("an encoding of transfer there is not", request(get, "Transfer-Encoding: br"), 501),
                new Mistake("chunked twice", request(get, "Transfer-Encoding: chunked, chunked"), 400),
                new Mistake("two lengths", request(get, "Content-Length: 1", "Content-Length: 2"), 400),
                new Mistake("a length that is none", request(get, "Content-Length: -1"), 400),
                new Mistake("an expectation there is not", request(get, "Expect: a miracle"), 417));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isRefusedEverywhereInTheFormOfThePlace(Mistake mistake) throws IOException {
        for (String path : List.of("/v2", "/v2/models/digits-resnet/infer", "/v2/nothing")) {
            assertIsTheProtocolsError(send(port, mistake.text().replace("PATH", path)), mistake.status());
        }
        for (String path : List.of("/", "/predict", "/models", "/nothing", "/swagger-ui/index.html")) {
            assertIsAProblem(send(port, mistake.text().replace("PATH", path)), mistake.status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
                "GET\r\n\r\n",
                "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
                "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET no-path HTTP/1.1\r\nHost: localhost\r\n\r\n",
            })
    void whatIsNoRequestForAPathIsRefused(String text) throws IOException {
        for (int each : new int[] {port, managementPort}) {
            Answer answer = send(each, text);
            assertIsAProblem(answer, answer.status());
            assertThat(answer.status()).isIn(400, 501, 505);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /actuator/%zz HTTP/1.1", "GET /actuator/a|b HTTP/1.1", "GET /actuator//health HTTP/1.1"})
    void theManagementPortRefusesInTheSameForm(String line) throws IOException {
        assertIsAProblem(send(managementPort, request(line)), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /nothing HTTP/1.1", "POST /nothing HTTP/1.1", "GET /error HTTP/1.1"})
    void anUnknownPathIsNoMatterForTheLog(String line) throws IOException {
        assertIsAProblem(send(port, request(line, "Content-Length: 0")), 404);
    }

    private Answer predict(String type, String body, String... headers) throws IOException {
        String[] all = Stream.concat(Stream.of(headers), Stream.of(type, "Content-Length: " + body.length()))
                .toArray(String[]::new);
        return send(port, request("POST /predict HTTP/1.1", all) + body);
    }

    private static String part(String disposition, String content) {
        return "--x\r\nContent-Disposition: " + disposition + "\r\n\r\n" + content + "\r\n";
    }

    private static String three() throws IOException {
        return new String(Files.readAllBytes(THREE), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000.png", "a.png\u0000\n" + LINE_OF_A_LOG})
    void aFileNameWithNulIsTheClientsMistake(String name) throws IOException {
        Answer answer =
                predict(BOUNDARY, part("form-data; name=\"image\"; filename=\"" + name + "\"", three()) + "--x--");

        assertIsAProblem(answer, 400);
    }

    @Test
    void aFileNameOfSeveralLinesForgesNothing() throws IOException {
        Answer answer = predict(
                BOUNDARY,
                part("form-data; name=\"image\"; filename=\"a.png\n" + LINE_OF_A_LOG + "\"", "no image") + "--x--");

        assertIsAProblem(answer, 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"form-data", "form-data; filename=\"a.png\"", "attachment; name=\"image\""})
    void partsWithoutANameAreCountedToo(String disposition) throws IOException {
        Answer answer = predict(
                BOUNDARY,
                part(disposition, "").repeat(10_000)
                        + part("form-data; name=\"image\"; filename=\"3.png\"", three())
                        + "--x--");

        assertIsAProblem(answer, 413);
        assertThat(answer.json().path("type").asString()).endsWith(":too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=\"\""})
    void aPartThatIsMultipartWithoutABoundaryIsTheClientsMistake(String type) throws IOException {
        Answer answer = predict(
                BOUNDARY,
                "--x\r\nContent-Disposition: form-data; name=\"image\"\r\nContent-Type: " + type
                        + "\r\n\r\n--y\r\n--x--");

        assertIsAProblem(answer, 400);
    }

    @Test
    void aBoundaryLongerThanAnyIsTheClientsMistake() throws IOException {
        assertIsAProblem(predict("Content-Type: multipart/form-data; boundary=" + "x".repeat(6_000), "--x--"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/predict", "/v2/models/digits-resnet/infer"})
    void aFloodOfTrailersIsTheClientsMistake(String path) throws IOException {
        Answer answer = send(
                port,
                request("POST " + path + " HTTP/1.1", "Content-Type: image/png", "Transfer-Encoding: chunked")
                        + "1\r\n{\r\n0\r\n" + "a: b\r\n".repeat(20_000) + "\r\n");

        if (path.startsWith("/v2")) {
            assertIsTheProtocolsError(answer, 400);
        } else {
            assertIsAProblem(answer, 400);
        }
    }

    /** RFC 9110, 8.3: a media type may have any parameters; {@code file -bi} prints this charset for images. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/png; charset=binary                | */*",
                "image/png;charset=binary                 | application/json; charset=utf-8",
                "image/png; CharSet=\"no such charset\"   | application/json;charset=no-such-charset, text/html; charset=x",
                "image/png; charset=us-ascii              | application/json; charset=\"utf-8\"; q=0.5",
                "image/png                                | application/json; charset=no-such-charset",
            })
    void charsetsOfTypesMakeNoDifference(String type, String accept) throws IOException {
        Answer answer = predict("Content-Type: " + type, three(), "Accept: " + accept);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=x; charset=binary",
                "multipart/form-data; charset=no-such; boundary=x"
            })
    void norDoTheyOfMultipartBodies(String type) throws IOException {
        Answer answer = predict(
                "Content-Type: " + type, part("form-data; name=\"image\"; filename=\"3.png\"", three()) + "--x--\r\n");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "7",
                "null",
                "\"a\"",
                "{\"inputs\": 7}",
                "{\"inputs\": [null]}",
                "{\"inputs\": [{\"name\": {}}]}",
                "{\"inputs\": [{\"name\": \"image\", \"shape\": \"one\"}]}",
                "{\"inputs\": [{\"name\": \"image\", \"shape\": [{}]}]}",
                "{\"inputs\": [{\"name\": \"image\", \"shape\": [99999999999999999999]}]}",
                "{\"inputs\": [{\"name\": \"image\", \"shape\": [1], \"data\": {}}]}",
                "{\"inputs\": [{\"name\": \"image\", \"shape\": [1], \"data\": [1e999]}]}",
                "{\"parameters\": []}",
                "{\"outputs\": [null]}",
                "{\"id\": []}",
                "{\"inputs\": [{\"datatype\": []}]}",
                "\u0000\u0001\u0002",
            })
    void jsonThatDoesNotFitIsToldSoWithoutNamesOfThisProgram(String json) throws IOException {
        for (String path : List.of("/v2/models/digits-resnet/infer", "/v2/repository/index")) {
            Answer answer = send(
                    port,
                    request(
                                    "POST " + path + " HTTP/1.1",
                                    "Content-Type: application/json",
                                    "Content-Length: " + json.length())
                            + json);
            if (path.endsWith("/infer") || answer.status() != 200) {
                assertIsTheProtocolsError(answer, 400);
            }
        }
    }
}

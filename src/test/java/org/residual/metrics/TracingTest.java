package org.residual.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.residual.ResidualApplication;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A trace collector receives the parts of a request. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class TracingTest {
    private static final int PARTS = 6;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));

    private final BlockingQueue<Span> received = new LinkedBlockingQueue<>();
    private HttpServer collector;
    private ConfigurableApplicationContext service;
    private ServiceClient client;
    private ServiceClient management;

    @BeforeAll
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()).getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .forEach(received::add);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        service = SpringApplication.run(
                ResidualApplication.class,
                "--server.port=0",
                "--management.opentelemetry.tracing.export.schedule-delay=50ms",
                "--management.opentelemetry.tracing.export.otlp.endpoint=http://localhost:"
                        + collector.getAddress().getPort() + "/v1/traces");
        client = new ServiceClient(service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        management =
                new ServiceClient(service.getEnvironment().getRequiredProperty("local.management.port", Integer.class));
    }

    @AfterAll
    void stop() {
        service.close();
        collector.stop(0);
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private List<Span> take(int count) throws InterruptedException {
        Span[] spans = new Span[count];
        for (int i = 0; i < count; i++) {
            spans[i] = received.take();
        }
        return List.of(spans);
    }

    @Test
    void aRequestGoesOnWithItsCallersTraceAndHasASpanForEachPart() throws InterruptedException {
        Answer answer = client.predict("/predict", List.of(THREE), "traceparent", "00-" + TRACE + "-" + CALLER + "-01");

        assertThat(answer.status()).isEqualTo(200);
        List<Span> spans = take(PARTS + 1);
        assertThat(spans).allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(TRACE));
        Span request = spans.stream()
                .filter(span -> hex(span.getParentSpanId()).equals(CALLER))
                .findFirst()
                .orElseThrow();
        List<Span> parts = spans.stream()
                .filter(span -> span.getParentSpanId().equals(request.getSpanId()))
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano))
                .toList();
        assertThat(parts)
                .extracting(Span::getName)
                .containsExactly("admission", "read", "decode", "queue", "inference", "write");
        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).getStartTimeUnixNano())
                    .isEqualTo(parts.get(i - 1).getEndTimeUnixNano());
        }
        assertThat(request.getAttributesList())
                .extracting(attribute ->
                        attribute.getKey() + "=" + attribute.getValue().getStringValue())
                .contains("residual.model=digits-resnet", "residual.outcome=ok");
    }

    @Test
    void aRequestThatItsCallerDoesNotTraceIsNot() throws InterruptedException {
        client.predict("/predict", List.of(THREE), "traceparent", "00-" + TRACE + "-" + CALLER + "-00");
        String sampled = TRACE.replace('4', '5');
        client.predict("/predict", List.of(THREE), "traceparent", "00-" + sampled + "-" + CALLER + "-01");

        assertThat(take(PARTS + 1))
                .allSatisfy(span -> assertThat(hex(span.getTraceId())).isEqualTo(sampled));
    }

    @Test
    void countersAndTheHistogramOfDurationsNameTracesAsExamplesAndNothingElseDoes() throws InterruptedException {
        client.predict("/predict", List.of(THREE), "traceparent", "00-" + TRACE + "-" + CALLER + "-01");
        take(PARTS + 1);

        Answer scrape = management.get("/actuator/prometheus", "Accept", "application/openmetrics-text; version=1.0.0");
        assertThat(scrape.contentType()).startsWith("application/openmetrics-text");
        // It may be an earlier one: an exemplar stays for a while.
        assertThat(scrape.response().body().lines().filter(line -> line.contains("# {")))
                .allMatch(line -> line.matches(
                        "\\w+(_total|_bucket)\\{.*" + "# \\{span_id=\"[0-9a-f]{16}\",trace_id=\"[0-9a-f]{32}\"} .*"))
                .anyMatch(line -> line.startsWith("residual_requests_total{"))
                .anyMatch(line -> line.startsWith("residual_request_duration_seconds_bucket{"));
    }

    @Test
    void neitherContentsNorFileNamesAreInATrace() throws InterruptedException {
        client.predict(
                "/predict",
                List.of(new FilePart("image", "passport-of-john.png", THREE.content())),
                "traceparent",
                "00-" + TRACE.replace('3', '6') + "-" + CALLER + "-01");

        assertThat(take(PARTS + 1))
                .allSatisfy(span -> assertThat(span.toString()).doesNotContain("passport"));
    }
}

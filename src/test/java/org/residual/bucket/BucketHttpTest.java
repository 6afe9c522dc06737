package org.residual.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.residual.ResidualApplication;
import org.residual.importing.ImportCommand;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;

/** The whole service, with its models in a bucket. */
@ExtendWith({S3Server.Resolver.class, OutputCaptureExtension.class})
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BucketHttpTest {
    private static final Path SHIPPED = Path.of("model-store/digits-resnet/1");
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final String LABELS = "labels.txt";
    private static final byte[] NOTHING = {};

    private final String bucket = "models-" + UUID.randomUUID();
    private final S3Server server;
    private Relay relay;
    private ConfigurableApplicationContext service;
    private ServiceClient client;

    @TempDir
    private Path cache;

    BucketHttpTest(S3Server server) {
        this.server = server;
    }

    @BeforeEach
    void makeABucket() throws IOException {
        server.client().createBucket(request -> request.bucket(bucket));
        relay = new Relay(server.endpoint());
    }

    @AfterEach
    void stop() {
        if (service != null) {
            service.close();
        }
        relay.close();
    }

    private void start() {
        start(bucket);
    }

    private void start(String name, String... settings) {
        String[] arguments = Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--residual.model-store=s3://" + name + "/production",
                                "--residual.store.cache=" + cache,
                                "--residual.store.s3.endpoint=" + relay.endpoint(),
                                "--residual.store.settle-time=50ms"),
                        Stream.of(settings))
                .toArray(String[]::new);
        service = new SpringApplication(ResidualApplication.class).run(arguments);
        client = new ServiceClient(
                ((WebServerApplicationContext) service).getWebServer().getPort());
    }

    private void restart() {
        service.close();
        start();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            return files.filter(file -> !file.endsWith(LABELS)).toList();
        }
    }

    private static String key(int version, String file) {
        return "production/digits-resnet/" + version + "/" + file;
    }

    /** Each version has its number in the label of the three. */
    private void putIn(int version) throws IOException {
        for (Path file : files()) {
            server.put(bucket, key(version, file.getFileName().toString()), Files.readAllBytes(file));
        }
        String labels = String.join(
                "\n",
                IntStream.range(0, 10)
                        .mapToObj(digit -> digit == 3 ? "three of version " + version : "digit " + digit)
                        .toList());
        server.put(bucket, key(version, LABELS), labels);
    }

    private void takeOut(int version) throws IOException {
        for (Path file : files()) {
            server.delete(bucket, key(version, file.getFileName().toString()));
        }
        server.delete(bucket, key(version, LABELS));
    }

    private String label() {
        Answer answer = client.predict("/predict", THREE);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().at("/predictions/0/label").stringValue();
    }

    /** Waits as an operator would, by asking. */
    private void awaitLabel(String expected) throws InterruptedException {
        while (!label().equals(expected)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Answer load() {
        return client.post("/v2/repository/models/digits-resnet/load", "application/json", NOTHING);
    }

    @Test
    void servesWhatIsPutInAndNoLongerWhatIsTakenOut() throws Exception {
        putIn(1);
        start(bucket, "--residual.store.poll-interval=100ms");
        assertThat(label()).isEqualTo("three of version 1");
        putIn(2);
        awaitLabel("three of version 2");
        takeOut(2);
        awaitLabel("three of version 1");
    }

    @Test
    void looksIntoTheBucketWhereAModelIsToBeLoaded() throws IOException {
        putIn(1);
        start(bucket, "--residual.store.watch=false");
        putIn(2);
        assertThat(label()).isEqualTo("three of version 1");
        assertThat(load().status()).isEqualTo(200);
        assertThat(label()).isEqualTo("three of version 2");
    }

    @Test
    void servesAGraphWhoseWeightsLieInAFileBesideIt(@TempDir Path imported) throws IOException {
        int exitCode = new CommandLine(new ImportCommand())
                .setOut(new PrintWriter(Writer.nullWriter()))
                .execute("src/test/resources/exported/external/model.onnx", "--model=net", "--store=" + imported);
        assertThat(exitCode).isZero();
        try (Stream<Path> files = Files.list(imported.resolve("net/1"))) {
            for (Path file : files.toList()) {
                server.put(bucket, "production/net/1/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        start();
        assertThat(client.get("/models/net").json().at("/versions/0/state").stringValue())
                .isEqualTo("ready");
        assertThat(client.predict("/models/net/predict", THREE).status()).isEqualTo(200);
    }

    @Test
    void neverServesWhatWasDamagedOnTheWay() throws IOException {
        putIn(1);
        start(bucket, "--residual.store.watch=false");
        putIn(2);
        relay.alterDownloads(download -> {
            byte[] damaged = download.content().clone();
            damaged[damaged.length / 2] ^= 1;
            return download.path().endsWith("2/model.yaml") ? download.withContent(damaged) : download;
        });
        assertThat(load().status()).isEqualTo(200);
        assertThat(label()).isEqualTo("three of version 1");
        assertThat(client.get("/models/digits-resnet").json().path("versions").size())
                .isEqualTo(1);
    }

    @Test
    void servesWhatWasCopiedBeforeWhenItIsStartedWhileTheServerIsDown(CapturedOutput output) throws IOException {
        putIn(1);
        start();
        relay.answerWith(exchange -> {});
        restart();
        assertThat(label()).isEqualTo("three of version 1");
        assertThat(output).contains("The cached copy is served.");
    }

    @Test
    void downloadsNothingAgainWhenItIsRestarted() throws IOException {
        putIn(1);
        start();
        assertThat(relay.takeDownloads()).hasSize(files().size() + 1);
        restart();
        assertThat(label()).isEqualTo("three of version 1");
        assertThat(relay.takeDownloads()).isEmpty();
    }

    @Test
    void doesNotStartWithoutTheBucket(CapturedOutput output) {
        assertThatThrownBy(() -> start("no-such-bucket")).isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").contains("There is no bucket 'no-such-bucket'.");
    }
}

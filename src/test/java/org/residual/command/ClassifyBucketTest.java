package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.residual.bucket.Relay;
import org.residual.bucket.S3Server;
import org.residual.command.Classifying.Ended;
import org.residual.support.NeedsOnnxRuntime;

/** {@code classify} of images in an object store. */
@ExtendWith(S3Server.Resolver.class)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@NeedsOnnxRuntime
class ClassifyBucketTest {
    private static final int FAILED = 1;
    private static final int SOME_BROKEN = 3;
    private static final int AT_A_TIME = 8;

    /** In the order of the keys, in which a dot sorts before a slash. */
    private static final Map<String, String> IMAGES =
            new TreeMap<>(Map.of("a + b%.png", "zero", "b.png", "one", "b/c.PNG", "two", "b/d/\u00e9\n.png", "three"));

    private final String bucket = "images-" + UUID.randomUUID();
    private final S3Server server;
    private Relay relay;

    @TempDir
    private Path directory;

    private Path output;

    ClassifyBucketTest(S3Server server) {
        this.server = server;
    }

    @BeforeEach
    void fill() throws IOException {
        output = directory.resolve("answers.csv");
        relay = new Relay(server.endpoint());
        server.client().createBucket(request -> request.bucket(bucket));
        for (Map.Entry<String, String> image : IMAGES.entrySet()) {
            server.put(bucket, "photos/" + image.getKey(), sample(image.getValue()));
        }
        server.put(bucket, "photos/.hidden/four.png", sample("four"));
        server.put(bucket, "photos/notes.txt", "no image");
        server.put(bucket, "photos2/five.png", sample("five"));
    }

    @AfterEach
    void close() {
        relay.close();
    }

    private static byte[] sample(String name) throws IOException {
        return Files.readAllBytes(Path.of("samples", name + ".png"));
    }

    private Classifying classifying(Object... paths) {
        return Classifying.of(paths).to(output).option("--residual.store.s3.endpoint=" + relay.endpoint());
    }

    private String uri(String key) {
        return "s3://" + bucket + "/" + key;
    }

    /** The rows of the same files in a folder. */
    private String expected() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (String name : IMAGES.keySet()) {
            Path file = Files.write(directory.resolve("image.png"), sample(IMAGES.get(name)));
            Path answers = directory.resolve("expected.csv");
            assertThat(Classifying.of(file)
                            .to(answers)
                            .option("--overwrite")
                            .run()
                            .exitCode())
                    .isZero();
            String quote = name.contains("\n") ? "\"" : "";
            String text = Files.readString(answers);
            if (rows.isEmpty()) {
                rows.append(text, 0, text.indexOf("\r\n") + 2);
            }
            rows.append(text.substring(text.indexOf("\r\n") + 2)
                    .replace(file.toString(), quote + uri("photos/" + name) + quote));
        }
        return rows.toString();
    }

    @Test
    void objectsBelowAPrefixGiveTheRowsOfTheirFiles() throws IOException {
        Ended ended = classifying(uri("photos")).run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Files.readString(output)).isEqualTo(expected());
    }

    @Test
    void goesOnAfterTheLastWholeRow() throws IOException {
        String whole = expected();
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        Files.write(output, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        Ended ended = classifying(uri("photos/")).option("--resume").run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Files.readString(output)).isEqualTo(whole);
        assertThat(relay.takeDownloads()).hasSizeLessThan(IMAGES.size());
    }

    @Test
    void aListMayNameObjects() throws IOException {
        String list = String.join("\n", uri("photos/b.png"), uri("photos/none.png"), uri("photos/b/"), "s3://!/x.png");
        Ended ended = classifying("-").in(list.getBytes(StandardCharsets.UTF_8)).run();
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(SOME_BROKEN);
        List<String> rows = Files.readString(output).lines().skip(1).toList();
        assertThat(rows.get(0)).startsWith(uri("photos/b.png") + ",digits-convbnnet,1,1,1,,");
        assertThat(rows.get(1))
                .startsWith(uri("photos/none.png") + ",digits-convbnnet,1,,,The object does not exist.,");
        assertThat(rows.get(2)).startsWith(uri("photos/b/c.PNG") + ",digits-convbnnet,1,2,2,,");
        assertThat(rows.get(rows.size() - 1)).startsWith("s3://!/x.png,").contains("names no bucket");
    }

    private void putModels() throws IOException {
        Path store = Path.of("model-store");
        List<Path> files;
        try (Stream<Path> found = Files.walk(store.resolve("digits-convbnnet"))) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            server.put(bucket, "models/" + store.relativize(file), Files.readAllBytes(file));
        }
    }

    @Test
    void takesTheModelFromABucket() throws IOException {
        putModels();
        Ended ended = classifying("samples/three.png")
                .option("--store=s3://" + bucket + "/models")
                .option("--residual.store.cache=" + directory.resolve("cache"))
                .run();
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(Files.readString(output)).contains("samples/three.png,digits-convbnnet,1,3,3,,");
        assertThat(relay.takeDownloads()).anyMatch(path -> path.endsWith("/weights.safetensors"));
    }

    /** Each download waits until the others have started. */
    @Test
    void readsManyObjectsAtATime() throws IOException {
        for (int i = 0; i < AT_A_TIME; i++) {
            server.put(bucket, "many/" + i + ".png", sample("six"));
        }
        CountDownLatch begun = new CountDownLatch(AT_A_TIME);
        relay.alterDownloads(download -> {
            begun.countDown();
            try {
                begun.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return download;
        });
        assertThat(classifying(uri("many")).run().exitCode()).isZero();
    }

    @Test
    void aPrefixOfNothingHasARowThatSaysSo() throws IOException {
        assertThat(classifying(uri("phots")).run().exitCode()).isEqualTo(SOME_BROKEN);
        assertThat(Files.readString(output)).contains(uri("phots") + ",digits-convbnnet,1,,,There is no object");
    }

    @Test
    void aMissingBucketEndsWithASentence() {
        Ended ended = classifying("s3://" + bucket + "-none/photos").run();
        assertThat(ended.exitCode()).isEqualTo(FAILED);
        assertThat(ended.err())
                .contains("There is no bucket '" + bucket + "-none'.")
                .doesNotContain("\tat ");
    }

    /** A row with an error would be kept on resuming. */
    @Test
    void aServerThatFailsIsNoFaultOfAnImage() throws IOException {
        relay.refuseDownloads(403, "AccessDenied");
        Ended ended = classifying(uri("photos")).run();
        assertThat(ended.exitCode()).isEqualTo(FAILED);
        assertThat(ended.err()).contains("was denied", "--resume to continue").doesNotContain("\tat ");
        assertThat(Files.readAllLines(output)).hasSize(1);

        relay.passAgain();
        assertThat(classifying(uri("photos")).option("--resume").run().exitCode())
                .isZero();
        assertThat(Files.readString(output)).isEqualTo(expected());
    }
}

package org.residual.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.store.listing.PassedOver;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A bucket of a real server, behind a relay; only the tests move the mirror's clock. */
@ExtendWith({S3Server.Resolver.class, OutputCaptureExtension.class})
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class BucketMirrorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong progress = new AtomicLong();
    private final String bucket = "models-" + UUID.randomUUID();
    private final S3Server server;
    private Relay relay;
    private BucketMirror mirror;

    @TempDir
    private Path caches;

    BucketMirrorTest(S3Server server) {
        this.server = server;
    }

    @BeforeEach
    void makeABucket() throws IOException {
        server.client().createBucket(request -> request.bucket(bucket));
        relay = new Relay(server.endpoint());
    }

    @AfterEach
    void close() {
        if (mirror != null) {
            mirror.close();
        }
        relay.close();
    }

    private void put(String key, String content) {
        server.put(bucket, "store/" + key, content);
    }

    private void delete(String key) {
        server.delete(bucket, "store/" + key);
    }

    private void open() {
        open(bucket, PATIENCE);
    }

    private void open(String name, Duration timeout) {
        mirror = BucketMirror.open(
                BucketLocation.parse("s3://" + name + "/store"),
                new S3Settings(Optional.of(relay.endpoint()), Optional.empty(), true, timeout),
                caches,
                clock::get,
                progress::incrementAndGet);
    }

    private void reopen() {
        mirror.close();
        mirror = null;
        open();
    }

    private void refresh() throws IOException {
        mirror.fetch().apply();
    }

    private String path(String key) {
        return "/" + bucket + "/store/" + key;
    }

    /** The files of the models, without hidden ones. */
    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(mirror.folder())) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                if (!path.getFileName().toString().startsWith(".")) {
                    files.put(mirror.folder().relativize(path).toString().replace('\\', '/'), Files.readString(path));
                }
            }
        }
        return files;
    }

    @Test
    void copiesEveryVersion() throws IOException {
        put("digits/1/model.yaml", "one");
        put("digits/1/weights.safetensors", "weights of one");
        put("digits/2/model.yaml", "two");
        put("letters/1/model.yaml", "letters");
        open();
        assertThat(files())
                .isEqualTo(Map.of(
                        "digits/1/model.yaml", "one",
                        "digits/1/weights.safetensors", "weights of one",
                        "digits/2/model.yaml", "two",
                        "letters/1/model.yaml", "letters"));
    }

    @Test
    void givesTheLabelsOfAModelToEachVersionThatHasNoneOfItsOwn() throws IOException {
        put("digits/labels.txt", "of the model");
        put("digits/1/model.yaml", "one");
        put("digits/2/model.yaml", "two");
        put("digits/2/labels.txt", "of the version");
        open();
        assertThat(files())
                .containsEntry("digits/1/labels.txt", "of the model")
                .containsEntry("digits/2/labels.txt", "of the version");
    }

    @Test
    void tellsThatItGetsOn() throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        long afterOne = progress.get();
        assertThat(afterOne).isPositive();
        put("digits/2/weights.safetensors", "x".repeat(1 << 20));
        refresh();
        assertThat(progress.get()).as("a piece of 64 KiB at a time").isGreaterThanOrEqualTo(afterOne + 16);
    }

    @Test
    void downloadsOnlyWhatIsNew() throws IOException {
        put("digits/1/model.yaml", "one");
        put("digits/1/weights.safetensors", "weights");
        open();
        relay.takeDownloads();
        put("digits/2/model.yaml", "two");
        put("digits/1/model.yaml", "changed");
        refresh();
        assertThat(relay.takeDownloads())
                .containsExactlyInAnyOrder(path("digits/1/model.yaml"), path("digits/2/model.yaml"));
        assertThat(files())
                .isEqualTo(Map.of(
                        "digits/1/model.yaml", "changed",
                        "digits/1/weights.safetensors", "weights",
                        "digits/2/model.yaml", "two"));
    }

    @Test
    void leavesTheFolderAsItIsUntilTheUpdateIsApplied() throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        put("digits/1/model.yaml", "changed");
        put("digits/2/model.yaml", "two");
        var update = mirror.fetch();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
        update.apply();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "changed", "digits/2/model.yaml", "two"));
    }

    @Test
    void removesWhatIsNoLongerInTheBucket() throws IOException {
        put("digits/1/model.yaml", "one");
        put("digits/2/model.yaml", "two");
        put("digits/2/labels.txt", "labels");
        put("letters/1/model.yaml", "letters");
        open();
        delete("digits/1/model.yaml");
        delete("digits/2/labels.txt");
        delete("letters/1/model.yaml");
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/2/model.yaml", "two"));
        assertThat(mirror.folder().resolve("letters")).doesNotExist();
    }

    @Test
    void downloadsNothingAgainAfterARestart() throws IOException {
        put("digits/1/model.yaml", "one");
        put("digits/1/weights.safetensors", "weights");
        open();
        assertThat(relay.takeDownloads()).hasSize(2);
        reopen();
        assertThat(relay.takeDownloads()).isEmpty();
        assertThat(files()).hasSize(2);
    }

    @Test
    void downloadsAgainWhatIsCutOffInTheCache() throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        Files.writeString(mirror.folder().resolve("digits/1/model.yaml"), "o");
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVersionWithADamagedObjectIsNotCopiedAndDisturbsNoOther(boolean checksums) throws IOException {
        put("digits/1/model.yaml", "one");
        put("digits/1/weights.safetensors", "weights");
        open();
        put("digits/1/model.yaml", "new");
        put("digits/1/weights.safetensors", "changed");
        put("digits/2/model.yaml", "two");
        relay.alterDownloads(download -> {
            var sent = checksums ? download : download.withoutChecksums();
            return sent.path().endsWith("weights.safetensors") ? sent.withContent(flipped(sent.content())) : sent;
        });
        refresh();
        assertThat(files())
                .isEqualTo(Map.of(
                        "digits/1/model.yaml", "one",
                        "digits/1/weights.safetensors", "weights",
                        "digits/2/model.yaml", "two"));
    }

    private static byte[] flipped(byte[] content) {
        byte[] flipped = content.clone();
        flipped[flipped.length / 2] ^= 1;
        return flipped;
    }

    @Test
    void anObjectThatIsCutOffIsNotCopied() throws IOException {
        put("digits/1/weights.safetensors", "a good many weights");
        put("digits/2/model.yaml", "two");
        relay.alterDownloads(download -> download.path().endsWith("weights.safetensors")
                ? download.withContent(Arrays.copyOf(download.content(), 5))
                : download);
        open();
        assertThat(files()).isEqualTo(Map.of("digits/2/model.yaml", "two"));
        relay.passAgain();
        clock.addAndGet(PATIENCE.toNanos());
        refresh();
        assertThat(files()).containsEntry("digits/1/weights.safetensors", "a good many weights");
    }

    @ParameterizedTest
    @CsvSource({"crc32, AAAAAA==", "crc32c, AAAAAA==", "sha256, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    void anObjectThatHasNotItsChecksumIsNotCopied(String algorithm, String checksum) throws IOException {
        put("digits/1/weights.safetensors", "weights");
        put("digits/2/model.yaml", "two");
        relay.alterDownloads(download -> download.path().endsWith("weights.safetensors")
                ? download.withChecksum(algorithm, checksum)
                : download);
        open();
        assertThat(files()).isEqualTo(Map.of("digits/2/model.yaml", "two"));
    }

    @ParameterizedTest
    @CsvSource({"crc64nvme, AAAAAAAAAAA=", "crc32, AAAAAA==-2"})
    void anObjectWhoseChecksumIsOfNoUseHereIsComparedWithItsMd5(String algorithm, String checksum) throws IOException {
        put("digits/1/weights.safetensors", "weights");
        put("digits/2/model.yaml", "two");
        relay.alterDownloads(download -> {
            var sent = download.withChecksum(algorithm, checksum);
            return sent.path().endsWith("weights.safetensors") ? sent.withContent(flipped(sent.content())) : sent;
        });
        open();
        assertThat(files()).isEqualTo(Map.of("digits/2/model.yaml", "two"));
    }

    @Test
    void anObjectThatChangesAfterItWasListedWaitsForTheNextTime() throws IOException {
        put("digits/1/a", "a of one");
        put("digits/1/b", "b of one");
        open();
        put("digits/1/a", "a of two");
        put("digits/1/b", "b of two");
        relay.alterDownloads(download -> {
            if (download.path().endsWith("/a")) {
                put("digits/1/b", "b of three");
            }
            return download;
        });
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/1/a", "a of one", "digits/1/b", "b of one"));
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/1/a", "a of two", "digits/1/b", "b of three"));
    }

    @Test
    void aRefusedVersionIsTriedAgainLessAndLessOftenAndToldOfOnce(CapturedOutput output) throws IOException {
        open();
        put("digits/1/weights.safetensors", "weights");
        relay.alterDownloads(download -> download.withContent(flipped(download.content())));
        refresh();
        relay.takeDownloads();
        refresh();
        assertThat(relay.takeDownloads()).as("at once").isEmpty();
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        refresh();
        assertThat(relay.takeDownloads()).as("after 5 s").isNotEmpty();
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        refresh();
        assertThat(relay.takeDownloads()).as("after 5 s more").isEmpty();
        clock.addAndGet(Duration.ofSeconds(5).toNanos());
        refresh();
        assertThat(relay.takeDownloads()).as("after 10 s more").isNotEmpty();
        assertThat(output.getOut().split("is not copied", -1)).hasSize(2);
        relay.passAgain();
        clock.addAndGet(Duration.ofMinutes(5).toNanos());
        refresh();
        assertThat(files()).containsEntry("digits/1/weights.safetensors", "weights");
    }

    @Test
    void aRefusedVersionThatIsRepairedInTheBucketIsCopiedAtOnce() throws IOException {
        open();
        put("digits/1/weights.safetensors", "weights");
        relay.alterDownloads(download -> download.withContent(flipped(download.content())));
        refresh();
        relay.passAgain();
        put("digits/1/weights.safetensors", "other weights");
        refresh();
        assertThat(files()).containsEntry("digits/1/weights.safetensors", "other weights");
    }

    @Test
    void goesOnWithADownloadThatWasBrokenOffWhereItStopped() throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        put("digits/2/a", "a");
        put("digits/2/b", "b");
        relay.alterDownloads(download -> download.path().endsWith("/b")
                ? download.withoutChecksums().withContent(flipped(download.content()))
                : download);
        refresh();
        relay.passAgain();
        relay.takeDownloads();
        reopen();
        assertThat(relay.takeDownloads()).containsExactly(path("digits/2/b"));
        assertThat(files()).containsEntry("digits/2/a", "a").containsEntry("digits/2/b", "b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../escaped",
                "digits/../../escaped",
                "digits/1/../escaped",
                "digits/1/..",
                "digits/../escaped",
                "../1/escaped",
                "/etc/1/escaped",
                "/escaped",
                "digits//escaped",
                "digits/1/",
                "digits/1/deeper/escaped",
                "digits/1/.objects",
                "digits/1/.part",
                "digits/1/an escaped",
                "digits/1/a\\escaped",
                "digits/1/C:escaped",
                "digits/1/escap\u00e9d",
                "digits/01/escaped",
                "digits/one/escaped",
                ".hidden/1/escaped",
                "escaped"
            })
    void aKeyOfAnyOtherFormLeadsNowhere(String key) throws IOException {
        put("digits/1/model.yaml", "one");
        relay.addToListing("store/" + key, 7);
        open();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
        assertThat(relay.takeDownloads()).containsExactly(path("digits/1/model.yaml"));
    }

    private static void list(HttpExchange exchange, String content) throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" + content
                        + "</ListBucketResult>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    /** A server that ignores the prefix lists all objects. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "", "stor", "other/digits/9/model.yaml"})
    void anObjectOutsideOfThePrefixIsNobodys(String key) throws IOException {
        put("digits/1/model.yaml", "one");
        relay.answerListingsWith(exchange -> list(
                exchange,
                "<Contents><Key>" + key + "</Key><ETag>\"0\"</ETag><Size>7</Size></Contents>"
                        + "<Contents><Key>store/digits/1/model.yaml</Key>"
                        + "<ETag>\"f97c5d29941bfb1b2fdab0874906ab82\"</ETag><Size>3</Size></Contents>"));
        open();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Contents></Contents>",
                "<Contents><ETag>\"0\"</ETag><Size>7</Size></Contents>",
                "<Contents><Key>store/digits/2/model.yaml</Key><Size>7</Size></Contents>",
                "<Contents><Key>store/digits/2/model.yaml</Key><ETag>\"0\"</ETag></Contents>",
                "<Contents><Key>store/digits/2/model.yaml</Key><ETag>\"0\"</ETag><Size>-7</Size></Contents>",
                "<Contents><Key>store/digits/2/model.yaml</Key><ETag>\"0\"</ETag><Size>many</Size></Contents>",
                "<Contents><Key>"
            })
    void keepsWhatIsThereWhereAListingHasAnOddForm(String content, CapturedOutput output) throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        relay.answerListingsWith(exchange -> list(exchange, content));
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
        assertThat(output.getOut()).containsOnlyOnce("s3://" + bucket + "/store/ cannot be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<Contents><Key>store/x</Key><ETag>\"0\"</ETag><Size>7</Size></Contents>"})
    void cutsOffAListingThatNeverEnds(String content, CapturedOutput output) throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        String many = content.repeat(1_000);
        relay.answerListingsWith(exchange -> list(
                exchange, many + "<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>"));
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
        assertThat(output.getOut())
                .containsOnlyOnce("at most 100000 on 1000 are read. Put the models under a prefix of their own.");
    }

    @Test
    void tellsWhatItPassesOver() throws IOException {
        put("digits/1/model.yaml", "one");
        put("digits/v3/model.yaml", "three");
        put("digits/v3/weights.safetensors", "three");
        put("two words/1/model.yaml", "one");
        put("model.yaml", "one");
        put("README", "");
        open();
        assertThat(mirror.passedOver())
                .extracting(PassedOver::path)
                .containsExactlyInAnyOrder("digits/v3", "two words", "model.yaml");
    }

    @Test
    void keepsWhatIsThereWhileTheServerFailsAndSaysSoOnce(CapturedOutput output) throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        relay.refuse(503, "SlowDown");
        refresh();
        refresh();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
        assertThat(output.getOut().split("copying is tried again", -1)).hasSize(2);
        relay.passAgain();
        put("digits/2/model.yaml", "two");
        refresh();
        assertThat(files()).containsKey("digits/2/model.yaml");
        assertThat(output).contains("can be read again");
    }

    @Test
    void opensWithWhatWasCopiedBeforeWhereTheServerIsDown(CapturedOutput output) throws IOException {
        put("digits/1/model.yaml", "one");
        open();
        relay.answerWith(exchange -> {});
        reopen();
        assertThat(files()).isEqualTo(Map.of("digits/1/model.yaml", "one"));
        assertThat(output).contains("cannot be read").contains("The cached copy is served.");
    }

    @Test
    void doesNotOpenWhereTheServerIsDownAndNothingWasCopied() {
        relay.answerWith(exchange -> {});
        assertThatThrownBy(this::open)
                .isInstanceOf(BucketException.class)
                .hasMessageStartingWith("s3://" + bucket + "/store/ cannot be read: ");
    }

    @Test
    void doesNotWaitForEverForAServerThatIsSilent() {
        relay.answerWith(exchange -> new CountDownLatch(1).await());
        assertThatThrownBy(() -> open(bucket, Duration.ofMillis(200)))
                .isInstanceOf(BucketException.class)
                .hasMessageContaining("cannot be read: ");
    }

    /** A byte now and then, and never the last one. */
    private void drip(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        while (true) {
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    @Test
    void doesNotWaitForEverForAServerThatDrips() throws IOException {
        relay.answerWith(this::drip);
        assertThatThrownBy(() -> open(bucket, Duration.ofMillis(200))).isInstanceOf(BucketException.class);
    }

    @Test
    void doesNotWaitForEverForAnObjectThatDrips() throws IOException {
        put("digits/1/model.yaml", "one");
        relay.answerDownloadsWith(this::drip);
        assertThatThrownBy(() -> open(bucket, Duration.ofMillis(200))).isInstanceOf(BucketException.class);
    }

    @Test
    void givesUpWhenItIsInterruptedAndStaysSo() throws Exception {
        put("digits/1/model.yaml", "one");
        open();
        put("digits/1/model.yaml", "two");
        CountDownLatch asked = new CountDownLatch(1);
        relay.answerDownloadsWith(exchange -> {
            asked.countDown();
            drip(exchange);
        });
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread follower = new Thread(() -> {
            mirror.fetch();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        follower.start();
        asked.await();
        follower.interrupt();
        assertThat(interrupted.get()).isTrue();
        follower.join();
    }

    @Test
    void doesNotOpenWithoutTheBucket() {
        assertThatThrownBy(() -> open("no-such-bucket", PATIENCE))
                .isInstanceOf(BucketException.class)
                .hasMessage("There is no bucket 'no-such-bucket'.");
    }

    @Test
    void doesNotOpenWithoutAccess() {
        relay.refuse(403, "AccessDenied");
        assertThatThrownBy(this::open)
                .isInstanceOf(BucketException.class)
                .hasMessage("Access to s3://" + bucket + "/store/ was denied: status 403, AccessDenied.");
    }

    @Test
    void doesNotOpenWhereObjectsAreListedAndCannotBeHad() {
        put("digits/1/model.yaml", "one");
        relay.refuseDownloads(403, "AccessDenied");
        assertThatThrownBy(this::open)
                .isInstanceOf(BucketException.class)
                .hasMessage("No model can be copied from s3://" + bucket
                        + "/store/: store/digits/1/model.yaml: the server says status 403, AccessDenied.");
    }

    @Test
    void doesNotShareItsCache() {
        open();
        BucketMirror first = mirror;
        assertThatThrownBy(this::open).isInstanceOf(BucketException.class).hasMessageContaining("residual.store.cache");
        first.close();
        open();
    }
}

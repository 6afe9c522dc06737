package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.ServiceClient.Answer;

/** The image's heap in a container of 512 MB, and images that would exceed it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class SmallHeapTest {
    private static final int AT_ONCE = 16;
    /** 16,000 x 3,000 pixels of one colour. */
    private static final byte[] WEBP =
            HexFormat.of().parseHex("524946461e000000574542505650384c110000002f7ffeed020750852257a1ff8188e87f0000");

    /** At most as many as the port queues. */
    private static final int CONNECTIONS = 1300;

    private static final byte[] BEGINNING = "POST /predict HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path directory;

    private static byte[] image(String format, int type, int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, type), format, bytes);
        return bytes.toByteArray();
    }

    private record Upload(String type, byte[] content, List<Integer> statuses) {}

    private static List<Upload> uploads() throws IOException {
        List<Integer> never = List.of(413);
        // In time or not, depending on the machine.
        List<Integer> inTurn = List.of(200, 503, 504);
        return List.of(
                new Upload("image/png", image("png", BufferedImage.TYPE_BYTE_GRAY, 7000, 7000), never),
                new Upload("image/webp", WEBP, never),
                new Upload("image/png", image("png", BufferedImage.TYPE_BYTE_GRAY, 4800, 3000), inTurn),
                new Upload("image/jpeg", image("jpg", BufferedImage.TYPE_INT_RGB, 4000, 3000), inTurn),
                new Upload("image/gif", image("gif", BufferedImage.TYPE_BYTE_GRAY, 3500, 3000), inTurn));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
    void imagesThatTakeTheHeapKeepNobodyFromAnAnswer(String collector) throws Exception {
        Path store = Models.storeIn(directory);
        List<Upload> uploads = uploads();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ServiceProcess service = ServiceProcess.of(store)
                .java("-Xmx154m", collector, "-XX:+ExitOnOutOfMemoryError")
                .start()) {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (Upload upload : uploads) {
                post(service, upload);
                for (int i = 0; i < AT_ONCE; i++) {
                    all.add(CompletableFuture.runAsync(() -> post(service, upload), threads));
                }
            }
            CompletableFuture<Void> large = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
            while (!large.isDone()) {
                Models.assertAnswers(service.client(), 1);
            }
            large.get();
            await().until(() -> nothingIsTaken(service));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void post(ServiceProcess service, Upload upload) {
        Answer answer = service.client().post("/predict", upload.type(), upload.content());
        assertThat(answer.status()).as(answer.response().body()).isIn(upload.statuses());
        assertThat(answer.status() == 503)
                .isEqualTo(answer.response().headers().firstValue("Retry-After").isPresent());
    }

    private static boolean nothingIsTaken(ServiceProcess service) {
        List<String> taken = service.management()
                .get("/actuator/prometheus")
                .response()
                .body()
                .lines()
                .filter(line -> line.startsWith("residual_request_memory_taken_bytes"))
                .toList();
        return taken.size() == 5 && taken.stream().allMatch(line -> line.endsWith("} 0.0"));
    }

    @Test
    void connectionsByTheThousandDoNotTakeTheHeap() throws Exception {
        Path store = Models.storeIn(directory);
        List<Socket> connections = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.of(store)
                .java("-Xmx154m", "-XX:+ExitOnOutOfMemoryError")
                .start()) {
            try {
                for (int i = 0; i < CONNECTIONS; i++) {
                    Socket connection = new Socket(InetAddress.getLoopbackAddress(), service.port());
                    connections.add(connection);
                    connection.getOutputStream().write(BEGINNING);
                }
            } finally {
                for (Socket connection : connections) {
                    connection.close();
                }
            }
            Models.assertAnswers(service.client(), 1);
        }
    }

    @Test
    void whatCanNeverFitIsToldTheLimit() throws Exception {
        Path store = Models.storeIn(directory);
        try (ServiceProcess service = ServiceProcess.of(store).java("-Xmx154m").start()) {
            Answer answer = service.client().post("/predict", "image/webp", WEBP);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.json().path("detail").asString())
                    .contains("16000 x 3000 pixels")
                    .contains("bytes of memory, of which this service has ");
        }
    }
}

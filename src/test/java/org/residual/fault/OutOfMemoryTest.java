package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.ServiceClient.Answer;

/** Memory runs out, in Java's heap or outside it, over an image that the limits allow. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OutOfMemoryTest {
    private static final String PNG = "image/png";
    /** The configured limit of requests exceeds the heap. */
    private static final String MORE_THAN_THERE_IS = "-Dresidual.limits.memory=1GB";

    private static final String MORE_TIME = "X-Request-Timeout-Ms";

    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = Models.storeIn(directory);
    }

    /** All of it black. */
    private static byte[] image(int side) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), "png", png);
        return png.toByteArray();
    }

    @Test
    void whereJavaIsToldSoTheProcessEndsAtTheFirstLackOfHeap() throws Exception {
        byte[] large = image(7000);
        try (ServiceProcess service = ServiceProcess.of(store)
                .java("-Xmx100m", MORE_THAN_THERE_IS, "-XX:+ExitOnOutOfMemoryError")
                .start()) {
            assertThatThrownBy(() -> service.client().post("/predict", PNG, large))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(service.awaitEnd()).isEqualTo(3);
        }
    }

    @Test
    void whereJavaIsNotToldTheRequestFailsAndTheNextOnesAreAnswered() throws Exception {
        byte[] large = image(7000);
        try (ServiceProcess service =
                ServiceProcess.of(store).java("-Xmx100m", MORE_THAN_THERE_IS).start()) {
            assertInternal(service.client().post("/predict", PNG, large));
            Models.assertAnswers(service.client(), 1);
        }
    }

    /** The network sees the image in its own size, and needs hundreds of megabytes at a time for it. */
    @Test
    void whereTheEngineGetsNoMemoryTheRequestFailsAndTheNextOnesAreAnswered() throws Exception {
        Path descriptor = store.resolve(Models.DIGITS).resolve("1/model.yaml");
        Files.writeString(descriptor, withoutResize(Files.readString(descriptor)));
        byte[] large = image(3000);
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            limitAddressSpace(service.pid(), addressSpace(service.pid()) + (256L << 20));
            assertInternal(service.client().post("/predict", PNG, large, MORE_TIME, "60000"));
            assertThat(Models.ask(service.client()).status()).isEqualTo(200);
        }
    }

    private static void assertInternal(Answer answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(500);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:residual:problem:internal");
    }

    private static String withoutResize(String yaml) {
        return yaml.replaceAll("(?m)^  resize:\\n(    .*\\n?)*", "");
    }

    private static long addressSpace(long process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process), "status"))) {
            return lines.filter(line -> line.startsWith("VmSize:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void limitAddressSpace(long process, long bytes) throws IOException, InterruptedException {
        int status = new ProcessBuilder("prlimit", "--pid", Long.toString(process), "--as=" + bytes)
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}

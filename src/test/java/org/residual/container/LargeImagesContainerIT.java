package org.residual.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;

/** Images within the limit of pixels never kill a container of a documented size, and cost others no answer. */
@NeedsDocker
class LargeImagesContainerIT {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int SENDERS = 16;
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    /** Busy machines may answer late, but should answer. */
    private static final String[] PATIENCE = {"X-Request-Timeout-Ms", "600000"};

    /** Answered, too large for this container, or without memory or an answer by the deadline; never truncated. */
    private static final Set<Integer> ANSWERS = Set.of(200, 413, 429, 503, 504);

    private static List<FilePart> large;

    @BeforeAll
    static void makeImages() throws IOException {
        large = List.of(
                // Lossless WebP of one colour, 16000x3000 pixels in 38 bytes.
                FilePart.image(
                        "huge.webp",
                        HexFormat.of()
                                .parseHex(
                                        "524946461e000000574542505650384c110000002f7ffeed020750852257a1ff8188e87f0000")),
                FilePart.image("7000x7000.png", png(7000, 7000)),
                FilePart.image("24.jpg", jpeg(6000, 4000, false)),
                FilePart.image("24-progressive.jpg", jpeg(6000, 4000, true)),
                FilePart.image("49.jpg", jpeg(7000, 7000, false)),
                FilePart.image("49-progressive.jpg", jpeg(7000, 7000, true)));
    }

    private static byte[] png(int width, int height) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", file);
        return file.toByteArray();
    }

    private static byte[] jpeg(int width, int height, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(output);
            BufferedImage black = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
            writer.write(null, new IIOImage(black, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    @ParameterizedTest(name = "in a container of {0} MiB")
    @ValueSource(longs = {512, 1024, 2048})
    void largeImagesAreReadOrRefused(long mebibytes, ServiceImage image) throws Exception {
        try (ServiceContainer service = new ServiceContainer(image)
                .withMemory(mebibytes * MEBIBYTE)
                .withEnv("RESIDUAL_LIMITS_LONGEST_TIMEOUT", "10m")
                .withCreateContainerCmdModifier(create -> create.getHostConfig().withCpuCount(2L))) {
            service.start();
            ServiceClient client = service.client();
            for (FilePart one : large) {
                assertThat(client.predict("/predict", List.of(one), PATIENCE).status())
                        .as(one.fileName())
                        .isIn(200, 413);
                assertRight(client);
            }

            AtomicInteger next = new AtomicInteger();
            List<Integer> statuses = Crowd.ask(SENDERS + 1, () -> {
                if (next.getAndIncrement() % (SENDERS + 1) == 0) {
                    assertRight(client);
                    return 200;
                }
                FilePart one = large.get(next.get() % large.size());
                return client.predict("/predict", List.of(one), PATIENCE).status();
            });

            assertThat(statuses).allMatch(ANSWERS::contains);
            assertRight(client);
            ContainerState state = service.state();
            assertThat(state.getOOMKilled()).isFalse();
            assertThat(state.getRunning()).isTrue();
        }
    }

    private static void assertRight(ServiceClient client) {
        Answer answer = client.predict("/predict", List.of(THREE), PATIENCE);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().at("/predictions/0/argmax").asInt()).isEqualTo(3);
    }
}

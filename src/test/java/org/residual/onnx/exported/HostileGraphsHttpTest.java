package org.residual.onnx.exported;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** Invalid or forbidden models appear in the store while clients send requests to the others. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.store.settle-time=50ms", "residual.store.poll-interval=200ms"})
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HostileGraphsHttpTest {
    private static final Path EXPORTED = Path.of("src/test/resources/exported");
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));
    private static final int AT_LEAST = 40;

    @TempDir
    private static Path store;

    private final ServiceClient client;

    HostileGraphsHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @DynamicPropertySource
    static void store(DynamicPropertyRegistry registry) throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store/digits-resnet"), store.resolve("digits-resnet"));
        registry.add("residual.model-store", () -> store.toString());
    }

    /** The graphs, by model name. */
    private static Map<String, byte[]> broken() throws IOException {
        Map<String, byte[]> broken = new LinkedHashMap<>();
        broken.put("empty", new byte[0]);
        broken.put("image", THREE.content());
        broken.put("weights", Files.readAllBytes(Path.of("model-store/digits-resnet/1/weights.safetensors")));
        broken.put("zeros", new byte[1 << 20]);
        try (Stream<Path> files = Files.list(EXPORTED)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList()) {
                byte[] graph = Files.readAllBytes(file);
                String name = file.getFileName().toString().replace(".onnx", "");
                broken.put(name + "-cut", Arrays.copyOf(graph, graph.length / 2));
                byte[] zeros = graph.clone();
                Arrays.fill(zeros, graph.length / 3, 2 * graph.length / 3, (byte) 0);
                broken.put(name + "-zeros", zeros);
                if (name.startsWith("mixing") || name.equals("torch-two-inputs")) {
                    broken.put(name, graph);
                }
            }
        }
        return broken;
    }

    private static void putIn(String model, byte[] graph) throws IOException {
        Path version = Files.createDirectories(store.resolve(model).resolve(".1"));
        Files.write(version.resolve("model.onnx"), graph);
        Files.writeString(version.resolve("model.yaml"), "architecture: onnx\nclasses: 5\noutput: logits\n");
        Map<String, StoredTensor> expected = Safetensors.map(EXPORTED.resolve("expected.safetensors"));
        Safetensors.write(
                version.resolve("known-answer.safetensors"),
                Map.of("input", expected.get("images"), "log_probabilities", expected.get("torch-opset13")));
        Files.move(version, version.resolveSibling("1"));
    }

    private JsonNode versionOf(String model) {
        return client.get("/models/" + model).json().at("/versions/0");
    }

    private void awaitFailures(Map<String, byte[]> broken) throws InterruptedException {
        for (String model : broken.keySet()) {
            while (!versionOf(model).path("state").asString().equals("failed")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Test
    void eachIsRefusedWithASentenceAndTheOthersServeOn() throws Exception {
        Map<String, byte[]> broken = broken();
        assertThat(broken).hasSizeGreaterThan(AT_LEAST);
        AtomicBoolean done = new AtomicBoolean();
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        ExecutorService clients = Executors.newSingleThreadExecutor();
        try {
            clients.execute(() -> {
                while (!done.get()) {
                    Answer answer = client.predict("/models/digits-resnet/predict", List.of(THREE));
                    if (answer.status() != 200
                            || answer.json().at("/predictions/0/argmax").asInt() != 3) {
                        faults.add(answer.response().body());
                    }
                }
            });
            for (Map.Entry<String, byte[]> one : broken.entrySet()) {
                putIn(one.getKey(), one.getValue());
            }
            awaitFailures(broken);
        } finally {
            done.set(true);
            clients.shutdown();
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(faults).isEmpty();
        assertThat(broken.keySet())
                .allSatisfy(model -> assertThat(versionOf(model).path("reason").asString())
                        .as(model)
                        .isNotEmpty()
                        .doesNotContain("see the log"));
    }
}

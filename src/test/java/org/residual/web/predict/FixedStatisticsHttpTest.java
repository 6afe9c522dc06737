package org.residual.web.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.importing.ImportCommand;
import org.residual.nn.Golden;
import org.residual.nn.Statistics;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.support.ServiceClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** PyTorch's answers with fixed statistics, for single images from many concurrent clients. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"residual.predictors.queue.requests=1000", "residual.limits.timeout=60s"})
class FixedStatisticsHttpTest {
    private static final int CLIENTS = 16;
    private static final int REPEATED = 5;

    @TempDir
    private static Path directory;

    private final ServiceClient client;

    FixedStatisticsHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    /** An image for a model, and its expected answer. */
    private record Question(String model, int height, int width, float[] image, float[] expected) {}

    private static String model(Golden golden) {
        return golden.name().replace('.', '-');
    }

    @DynamicPropertySource
    static void importTheNetworks(DynamicPropertyRegistry properties) throws IOException {
        Path store = directory.resolve("store");
        for (Golden golden : Golden.fixed().toList()) {
            Path weights = directory.resolve(golden.name() + ".safetensors");
            Safetensors.write(weights, golden.weights());
            int exitCode = new CommandLine(new ImportCommand())
                    .setOut(new PrintWriter(Writer.nullWriter()))
                    .execute(weights.toString(), "--model=" + model(golden), "--store=" + store);
            assertThat(exitCode).isZero();
        }
        properties.add("residual.model-store", () -> store.toString());
    }

    private static List<Question> questions() throws IOException {
        List<Question> questions = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager()) {
            for (Golden golden : Golden.fixed().toList()) {
                Map<String, StoredTensor> pairs = golden.knownAnswer(Statistics.FIXED);
                pairs.forEach((name, input) -> {
                    if (name.startsWith("input")) {
                        float[] images = input.toFloat32(manager).toFloatArray();
                        float[] answers = pairs.get(name.replace("input", "log_probabilities"))
                                .toFloat32(manager)
                                .toFloatArray();
                        int count = Math.toIntExact(input.shape().get(0));
                        for (int i = 0; i < count; i++) {
                            questions.add(new Question(
                                    model(golden),
                                    Math.toIntExact(input.shape().get(2)),
                                    Math.toIntExact(input.shape().get(3)),
                                    part(images, i, count),
                                    part(answers, i, count)));
                        }
                    }
                });
            }
        }
        return questions;
    }

    private static float[] part(float[] all, int index, int count) {
        int length = all.length / count;
        return Arrays.copyOfRange(all, index * length, (index + 1) * length);
    }

    @Test
    void anImageGetsPyTorchsAnswerInAnyCompanyBlackAndWhiteOnesIncluded() throws IOException {
        List<Question> questions = questions();
        assertThat(questions).hasSizeGreaterThanOrEqualTo(12);
        List<Question> mixed = new ArrayList<>();
        for (int i = 0; i < REPEATED; i++) {
            mixed.addAll(questions);
        }
        Collections.shuffle(mixed, new Random(1));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<CompletableFuture<float[]>> answers = mixed.stream()
                    .map(question -> CompletableFuture.supplyAsync(() -> ask(question), clients))
                    .toList();
            for (int i = 0; i < mixed.size(); i++) {
                assertThat(answers.get(i).join())
                        .as(
                                "%s, %dx%d",
                                mixed.get(i).model(),
                                mixed.get(i).height(),
                                mixed.get(i).width())
                        .containsExactly(mixed.get(i).expected(), within(1e-5f));
            }
        } finally {
            clients.shutdown();
        }
    }

    private float[] ask(Question question) {
        String body = "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,3," + question.height() + ","
                + question.width() + "],\"data\":" + Arrays.toString(question.image()) + "}]}";
        JsonNode data = client.post(
                        "/v2/models/" + question.model() + "/infer",
                        "application/json",
                        body.getBytes(StandardCharsets.UTF_8))
                .json()
                .at("/outputs/0/data");
        float[] values = new float[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.get(i).floatValue();
        }
        return values;
    }
}

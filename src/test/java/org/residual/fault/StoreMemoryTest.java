package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.store.tensor.SparseTensors;

/** A store needs more memory than the process may have. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StoreMemoryTest {
    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = Models.storeIn(directory);
    }

    private static String reason(ServiceProcess service, int version) {
        for (var entry : service.client().get("/models/" + Models.DIGITS).json().path("versions")) {
            if (entry.path("version").asInt() == version) {
                return entry.path("reason").asString();
            }
        }
        return "";
    }

    @Test
    void aVersionThatThereIsNoMemoryForSaysSoAndTheOthersAnswer() throws Exception {
        Path known = Models.putIn(store, 2).resolve("known-answer.safetensors");
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("input", new Shape(32, 3, 2048, 2048));
        shapes.put("log_probabilities", new Shape(32, 10));
        SparseTensors.write(known, shapes);
        Path descriptor = Models.putIn(store, 3).resolve("model.yaml");
        Files.writeString(
                descriptor,
                Files.readString(descriptor)
                        .replaceAll("(?m)^  resize:\\n(    .*\\n?)*", "  resize: {height: 16384, width: 16384}\n"));
        try (ServiceProcess service = ServiceProcess.of(store).java("-Xmx100m").start()) {
            Models.assertAnswers(service.client(), 1);
            assertThat(reason(service, 2)).contains("to read it takes 1537 MiB of memory, but the limit is 100 MiB");
            assertThat(reason(service, 3)).contains("takes 3840 MiB of memory, but the limit is ");
        }
    }
}

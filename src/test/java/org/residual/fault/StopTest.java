package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
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

/** Stops the service while it uses its store. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StopTest {
    private static final int IMAGES = 1_000;
    private static final String LOADING = "slow version 1 is being loaded";

    @TempDir
    private Path directory;

    private Path store;

    @BeforeEach
    void fillStore() throws IOException {
        store = Models.storeIn(directory);
    }

    /** A version that takes long to load: its known answer has a thousand images. */
    private void putInASlowVersion() throws IOException {
        Path incoming = Files.createDirectories(store.resolve("slow/.1"));
        for (String name : new String[] {"model.yaml", "weights.safetensors"}) {
            Files.copy(store.resolve(Models.DIGITS).resolve("1").resolve(name), incoming.resolve(name));
        }
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("input", new Shape(IMAGES, 3, 128, 128));
        shapes.put("log_probabilities", new Shape(IMAGES, 10));
        SparseTensors.write(incoming.resolve("known-answer.safetensors"), shapes);
        Files.move(incoming, store.resolve("slow/1"));
    }

    private static void assertEndsWithoutTheVersion(ServiceProcess service) throws Exception {
        service.signal("TERM");
        assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        assertThat(service.restOfLog()).noneMatch(line -> line.contains("slow version 1 is"));
    }

    @Test
    void itEndsWhileTheWatcherLoadsAVersion() throws Exception {
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            putInASlowVersion();
            service.awaitLog(LOADING);
            assertEndsWithoutTheVersion(service);
        }
    }

    @Test
    void itEndsWhileARequestLoadsAVersion() throws Exception {
        try (ServiceProcess service =
                ServiceProcess.of(store).setting("--residual.store.watch=false").start()) {
            putInASlowVersion();
            Thread request = new Thread(() ->
                    service.client().send("POST", "/v2/repository/models/slow/load", null, BodyPublishers.noBody()));
            request.setUncaughtExceptionHandler((thread, e) -> {});
            request.start();
            service.awaitLog(LOADING);
            assertEndsWithoutTheVersion(service);
            request.join();
        }
    }

    @Test
    void itEndsWhileItStarts() throws Exception {
        putInASlowVersion();
        try (ServiceProcess service = ServiceProcess.of(store).begin()) {
            service.awaitLog(LOADING);
            assertEndsWithoutTheVersion(service);
        }
    }

    @Test
    void itStartsFollowsTheStoreAndEndsBesideAPipe() throws Exception {
        Path mkfifo = Path.of("/usr/bin/mkfifo");
        assumeThat(mkfifo).as("the program that makes pipes").isExecutable();
        Path version = Files.createDirectories(store.resolve("pipes/1"));
        new ProcessBuilder(mkfifo.toString(), version.resolve("model.yaml").toString())
                .start()
                .waitFor();
        try (ServiceProcess service = ServiceProcess.of(store).start()) {
            Models.putIn(store, 2);
            Models.awaitStatus(service.client(), 2, 200);
            service.signal("TERM");
            assertThat(service.awaitEnd()).isEqualTo(ServiceProcess.BY_SIGTERM);
        }
    }
}

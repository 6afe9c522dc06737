package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.Privileges;
import org.springframework.util.FileSystemUtils;

/** The store breaks while the service runs: loaded models keep answering, and repaired ones are picked up. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StoreFaultsTest {
    private static final String UNREADABLE = "cannot be read now";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static Path store;
    private static ServiceProcess service;

    @BeforeAll
    static void start() throws Exception {
        store = Models.storeIn(directory);
        service = ServiceProcess.of(store)
                .through(Privileges.subjectToPermissions().toArray(String[]::new))
                .start();
    }

    @BeforeEach
    void forgetLog() {
        service.forgetLog();
    }

    @AfterEach
    void putTheVersionRightAgain() throws Exception {
        Models.putIn(store, 2);
        Models.awaitStatus(service.client(), 2, 200);
        FileSystemUtils.deleteRecursively(version(1));
        Models.awaitStatus(service.client(), 1, 404);
        Models.putIn(store, 1);
        Models.awaitStatus(service.client(), 1, 200);
        FileSystemUtils.deleteRecursively(version(2));
        Models.awaitStatus(service.client(), 2, 404);
        Models.assertAnswers(service.client(), 1);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    private static Path version(int number) {
        return store.resolve(Models.DIGITS).resolve(Integer.toString(number));
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void assertAnswersWhile(Path path, String permissions) throws Exception {
        permit(path, permissions);
        try {
            service.awaitLog(UNREADABLE);
            Models.assertAnswers(service.client(), 1);
        } finally {
            permit(path, "rwxr-xr-x");
        }
    }

    @Test
    void aStoreThatMayNoLongerBeReadIsLeftAsItWas() throws Exception {
        assertAnswersWhile(store, "---------");
    }

    /** Its entries can then be listed, but not examined. */
    @Test
    void aStoreThatMayStillBeListedButNotEnteredIsLeftAsItWas() throws Exception {
        assertAnswersWhile(store, "r--------");
    }

    @Test
    void aVersionThatMayNoLongerBeReadGoesOnAnswering() throws Exception {
        assertAnswersWhile(version(1), "---------");
    }

    @Test
    void aStoreThatIsRenamedAwayIsLeftAsItWas() throws Exception {
        Path away = store.resolveSibling("away");
        Files.move(store, away);
        try {
            service.awaitLog(UNREADABLE);
            Models.assertAnswers(service.client(), 1);
        } finally {
            Files.move(away, store);
        }
    }

    /** While nothing maps it; the network has its own copy. */
    @Test
    void weightsThatAreCutOffWhileTheyServeGoOnAnswering() throws Exception {
        try (FileChannel weights =
                FileChannel.open(version(1).resolve("weights.safetensors"), StandardOpenOption.WRITE)) {
            weights.truncate(weights.size() / 3);
        }
        assertThat(awaitRejection()).contains("weights.safetensors");
        Models.assertAnswers(service.client(), 1);
    }

    @Test
    void weightsThatAreOverwrittenInPlaceWithOthersGoOnAnsweringAsTheyWere() throws Exception {
        Path weights = version(1).resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        for (int i = bytes.length / 2; i < bytes.length; i++) {
            bytes[i] = 0;
        }
        Files.write(weights, bytes);
        awaitRejection();
        Models.assertAnswers(service.client(), 1);
    }

    /** Repeatedly, so that some files are truncated while they are read. */
    @Test
    void weightsThatAreCutOffWhileTheyAreReadDoNotEndTheProcess() throws Exception {
        Path other = store.resolve("other");
        FileSystemUtils.copyRecursively(store.resolve(Models.DIGITS), other);
        Path weights = other.resolve("1/weights.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        try (FileChannel file = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 10; i++) {
                Thread load = new Thread(() -> service.client()
                        .send("POST", "/v2/repository/models/other/load", null, BodyPublishers.noBody()));
                load.start();
                while (load.isAlive()) {
                    file.truncate(whole.length / 2);
                    file.write(ByteBuffer.wrap(whole), 0);
                }
            }
        }
        FileSystemUtils.deleteRecursively(other);
        Models.assertAnswers(service.client(), 1);
    }

    /** Not the log's line about it, which is written before the model tells. */
    private static String awaitRejection() {
        return await().atMost(PATIENCE).until(StoreFaultsTest::rejection, reason -> !reason.isEmpty());
    }

    private static String rejection() {
        return service.client()
                .get("/models/" + Models.DIGITS)
                .json()
                .at("/versions/0/rejected_update")
                .asString();
    }
}

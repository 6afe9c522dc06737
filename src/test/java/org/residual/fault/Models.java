package org.residual.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.util.FileSystemUtils;

/** A store with one small model, and the expected answer of its version. */
final class Models {
    static final String DIGITS = "digits";

    private static final Path SHIPPED = Path.of("model-store/digits-convbnnet/1");
    private static final FilePart THREE = FilePart.of(Path.of("samples/three.png"));

    private Models() {}

    /** @return a new store in the folder, with version 1 */
    static Path storeIn(Path directory) throws IOException {
        Path store = directory.resolve("models");
        putIn(store, 1);
        return store;
    }

    /** Adds a version atomically: copied under a temporary name, then renamed. */
    static Path putIn(Path store, int version) throws IOException {
        Path model = Files.createDirectories(store.resolve(DIGITS));
        Path incoming = model.resolve("." + version);
        FileSystemUtils.copyRecursively(SHIPPED, incoming);
        return Files.move(incoming, model.resolve(Integer.toString(version)));
    }

    static Answer ask(ServiceClient client) {
        return client.predict("/predict", THREE);
    }

    static void assertAnswers(ServiceClient client, int version) {
        Answer answer = ask(client);
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        assertThat(answer.json().path("version").asInt()).isEqualTo(version);
        assertThat(answer.json().at("/predictions/0/argmax").asInt()).isEqualTo(3);
    }

    /** Polls a version until it answers with that status. */
    static void awaitStatus(ServiceClient client, int version, int status) throws InterruptedException {
        String path = "/models/" + DIGITS + "/versions/" + version + "/predict";
        while (client.predict(path, THREE).status() != status) {
            Thread.sleep(20);
        }
    }
}

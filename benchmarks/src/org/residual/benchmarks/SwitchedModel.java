package org.residual.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.residual.web.predict.NumberedVersion;
import org.springframework.util.FileSystemUtils;

/** A model whose versions are added and removed: all of them the shipped ConvBNNet, except for their labels. */
final class SwitchedModel {
    static final String NAME = "switched";

    private static final Path SHIPPED = Path.of("model-store/digits-convbnnet/1");
    private static final Duration LONGEST_LOAD = Duration.ofMinutes(2);

    /** Each version has its number in the label of the three. */
    private static final Pattern RIGHT =
            Pattern.compile("\"version\":([0-9]+),.*\"label\":\"three of version \\1\"", Pattern.DOTALL);

    private final Path folder;
    private int version;

    /**
     * @param store the model store, which gets the model's first version
     */
    SwitchedModel(Path store) throws IOException {
        this.folder = store.resolve(NAME);
        putInNext();
    }

    /** Whether an answer for a three names a version, and has that version's label. */
    static boolean isRight(String answer) {
        return RIGHT.matcher(answer).find();
    }

    /**
     * Adds the next version, and removes the previous one once the new one serves.
     *
     * @param port of the service
     * @return the version that serves
     * @throws TimeoutException if it does not become ready
     */
    int switchOver(int port) throws IOException, InterruptedException, TimeoutException {
        putInNext();
        long end = System.nanoTime() + LONGEST_LOAD.toNanos();
        while (serving(port) != version) {
            if (System.nanoTime() > end) {
                throw new TimeoutException("Version " + version + " does not serve after " + LONGEST_LOAD + ".");
            }
            Thread.sleep(20);
        }
        // A version that loses its files one by one would count as changed.
        Path taken = folder.resolve("." + (version - 1));
        Files.move(folder.resolve(Integer.toString(version - 1)), taken);
        FileSystemUtils.deleteRecursively(taken);
        return version;
    }

    private static int serving(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/models/" + NAME))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return Integer.parseInt(answer.replaceAll(".*\"serving_version\":([0-9]+).*", "$1"));
    }

    private void putInNext() throws IOException {
        version++;
        NumberedVersion.putIn(SHIPPED, folder, version);
    }
}

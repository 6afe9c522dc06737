package org.residual.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** S3Mock in a separate process. It ignores credentials. */
final class ObjectStore implements AutoCloseable {
    private static final Pattern PORTS = Pattern.compile("Tomcat started on ports \\d+ \\(https\\), (\\d+) \\(http\\)");
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final URI endpoint;

    private ObjectStore(Process process, int port) {
        this.process = process;
        this.endpoint = URI.create("http://127.0.0.1:" + port);
    }

    static ObjectStore start() throws IOException {
        Process process = new ProcessBuilder(
                        Cluster.tool("java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Cluster.jar("s3mock.jar").toString(),
                        "--server.port=0",
                        "--com.adobe.testing.s3mock.httpPort=0")
                .redirectErrorStream(true)
                .start();
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher ports = PORTS.matcher(line);
            if (ports.find()) {
                Thread reader = new Thread(() -> drain(log), "s3mock-log");
                reader.setDaemon(true);
                reader.start();
                return new ObjectStore(process, Integer.parseInt(ports.group(1)));
            }
        }
        throw new IllegalStateException("S3Mock did not start.");
    }

    /** So that the process never blocks on its output. */
    private static void drain(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The process has ended.
        }
    }

    URI endpoint() {
        return endpoint;
    }

    /** Creates a bucket with the contents of a folder. */
    void put(String bucket, String prefix, Path folder) throws IOException, InterruptedException {
        put("/" + bucket, new byte[0]);
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            put("/" + bucket + "/" + prefix + "/" + folder.relativize(file), Files.readAllBytes(file));
        }
    }

    private void put(String path, byte[] content) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(endpoint.resolve(path))
                        .PUT(BodyPublishers.ofByteArray(content))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}

package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts versions in and takes them out under load, and looks at every answer. */
@Command(name = "switches", description = "Versions of a model are put in and taken out under load.")
final class SwitchesCommand implements Callable<Integer> {
    private static final Path SHIPPED = Path.of("model-store/digits-convbnnet/1");
    private static final String MODEL = "switched";
    private static final int CONNECTIONS = 256;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int WARM_UP_CONNECTIONS = 16;

    /** Each version names the three after itself. */
    private static final Pattern RIGHT =
            Pattern.compile("\"version\":([0-9]+),.*\"label\":\"three of version \\1\"", Pattern.DOTALL);

    @Spec
    private CommandSpec command;

    @Option(names = "--rate", defaultValue = "1000", paramLabel = "N", description = "Requests a second.")
    private double rate;

    @Option(names = "--versions", defaultValue = "10", paramLabel = "N", description = "Versions put in and taken out.")
    private int versions;

    @Option(names = "--seconds", defaultValue = "30", paramLabel = "S", description = "How long all of it takes.")
    private int seconds;

    @Option(names = "--queue", defaultValue = "512", paramLabel = "N", description = "Images that may wait.")
    private int queue;

    @Option(names = "--service", paramLabel = "COMMAND", description = "What starts the service; else java -jar.")
    private String launcher;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("residual-switches");
        try {
            return test(directory) ? 0 : 1;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private boolean test(Path directory) throws Exception {
        PrintWriter out = command.commandLine().getOut();
        Path store = directory.resolve("models");
        putIn(store, 1);
        Service service = Service.start(
                launcher,
                store,
                List.of(
                        "--residual.default-model=" + MODEL,
                        "--residual.store.settle-time=100ms",
                        "--residual.predictors.queue.images=" + queue),
                directory.resolve("service.log"));
        ExecutorService operator = Executors.newSingleThreadExecutor();
        try {
            byte[] request = request();
            Load load = new Load(
                    service.port(),
                    () -> request,
                    answer -> RIGHT.matcher(answer.text()).find());
            load.closed(WARM_UP_CONNECTIONS, WARM_UP);
            Future<Integer> switching = operator.submit(() -> switchVersions(store, service.port()));
            Outcome outcome = load.open(Schedule.evenly(rate, Duration.ofSeconds(seconds)), CONNECTIONS);
            boolean inTime = switching.isDone();
            out.printf(
                    Locale.ROOT,
                    "%.0f requests a second answered; %s; p50 %.1f ms, p99 %.1f ms; version %d serves, %s the load's end%n",
                    outcome.perSecond(),
                    outcome.describeStatuses(),
                    outcome.milliseconds(0.5),
                    outcome.milliseconds(0.99),
                    switching.get(),
                    inTime ? "before" : "after");
            out.println(Machine.describe());
            out.flush();
            return inTime && outcome.statuses().keySet().equals(Set.of(Outcome.OK));
        } finally {
            operator.shutdownNow();
            service.close();
        }
    }

    private int switchVersions(Path store, int port) throws IOException, InterruptedException {
        long pause = TimeUnit.SECONDS.toMillis(seconds) / 2 / versions;
        for (int version = 2; version <= versions + 1; version++) {
            Thread.sleep(pause);
            putIn(store, version);
            while (serving(port) != version) {
                Thread.sleep(20);
            }
            Path taken = store.resolve(MODEL).resolve(Integer.toString(version - 1));
            Files.move(taken, store.resolve(MODEL).resolve("." + (version - 1)));
        }
        return serving(port);
    }

    private static int serving(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/models/" + MODEL))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return Integer.parseInt(answer.replaceAll(".*\"serving_version\":([0-9]+).*", "$1"));
    }

    private static void putIn(Path store, int version) throws IOException {
        Path directory = Files.createDirectories(store.resolve(MODEL).resolve(Integer.toString(version)));
        try (Stream<Path> files = Files.list(SHIPPED)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        Files.write(
                directory.resolve("labels.txt"),
                IntStream.range(0, 10)
                        .mapToObj(digit -> digit == 3 ? "three of version " + version : "digit " + digit)
                        .toList());
    }

    private static byte[] request() throws IOException {
        byte[] digit = Files.readAllBytes(Path.of("samples/three.png"));
        byte[] head = ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                        + digit.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + digit.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(digit, 0, request, head.length, digit.length);
        return request;
    }
}

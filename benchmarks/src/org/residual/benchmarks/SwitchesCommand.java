package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
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
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds and removes versions under load, and checks every answer. */
@Command(name = "switches", description = "Add and remove versions of a model under load.")
final class SwitchesCommand implements Callable<Integer> {
    private static final int CONNECTIONS = 256;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int WARM_UP_CONNECTIONS = 16;

    @Spec
    private CommandSpec command;

    @Option(names = "--rate", defaultValue = "1000", paramLabel = "N", description = "Requests per second.")
    private double rate;

    @Option(names = "--versions", defaultValue = "10", paramLabel = "N", description = "Versions to add and remove.")
    private int versions;

    @Option(names = "--seconds", defaultValue = "30", paramLabel = "S", description = "Total duration.")
    private int seconds;

    @Option(names = "--queue", defaultValue = "512", paramLabel = "N", description = "Most queued images.")
    private int queue;

    @Mixin
    private Launcher launcher;

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
        SwitchedModel model = new SwitchedModel(store);
        Service service = Service.start(
                launcher,
                store,
                List.of(
                        "--residual.default-model=" + SwitchedModel.NAME,
                        "--residual.store.settle-time=100ms",
                        "--residual.predictors.queue.requests=" + queue),
                directory.resolve("service.log"));
        ExecutorService operator = Executors.newSingleThreadExecutor();
        try {
            byte[] request = request();
            Load load = new Load(service.port(), () -> request, answer -> SwitchedModel.isRight(answer.text()));
            load.closed(WARM_UP_CONNECTIONS, WARM_UP);
            Future<Integer> switching = operator.submit(() -> switchVersions(model, service.port()));
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

    private int switchVersions(SwitchedModel model, int port)
            throws IOException, InterruptedException, TimeoutException {
        long pause = TimeUnit.SECONDS.toMillis(seconds) / 2 / versions;
        int serving = 0;
        for (int i = 0; i < versions; i++) {
            Thread.sleep(pause);
            serving = model.switchOver(port);
        }
        return serving;
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

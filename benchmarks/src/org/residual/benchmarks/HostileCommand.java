package org.residual.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The effect of slow clients and of bombs on a well-behaved one. */
@Command(
        name = "hostile",
        description = "Measure a well-behaved client's latency while others send slowly, and send bombs.")
final class HostileCommand implements Callable<Integer> {
    private static final Path STORE = Path.of("model-store");
    private static final double MOST_TIMES_IDLE = 2;
    private static final int SLOW_LENGTH = 1_000_000;

    @Spec
    private CommandSpec command;

    @Option(names = "--slow", defaultValue = "500", paramLabel = "N", description = "Connections that send slowly.")
    private int slow;

    @Option(names = "--bombs", defaultValue = "1000", paramLabel = "N", description = "Bombs sent at once.")
    private int bombs;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            paramLabel = "S",
            description = "Duration of each measurement, idle and under attack.")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "30", paramLabel = "S", description = "Duration of the warm-up.")
    private int warmUp;

    @Mixin
    private Launcher launcher;

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("residual-hostile");
        try (Service service = Service.start(launcher, STORE, List.of(), directory.resolve("service.log"))) {
            return test(service) ? 0 : 1;
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private boolean test(Service service) throws Exception {
        byte[] good = request(Files.readAllBytes(Path.of("samples/three.png")));
        Load load = new Load(service.port(), () -> good, answer -> answer.text().contains("\"argmax\":3,"));
        load.closed(1, Duration.ofSeconds(warmUp));
        Outcome idle = load.closed(1, Duration.ofSeconds(seconds));
        List<Socket> connections = new ArrayList<>();
        ExecutorService attack = Executors.newFixedThreadPool(2);
        try {
            Future<Void> slowly = sendSlowly(service.port(), connections, attack);
            Future<Integer> answered = attack.submit(() -> sendBombs(service.port()));
            Outcome attacked = load.closed(1, Duration.ofSeconds(seconds));
            if (slowly.isDone()) {
                slowly.get();
            }
            return report(idle, attacked, answered.get());
        } finally {
            attack.shutdownNow();
            for (Socket connection : connections) {
                connection.close();
            }
        }
    }

    /** Each sends a byte per second, until the service hangs up. */
    private Future<Void> sendSlowly(int port, List<Socket> connections, ExecutorService attack) throws IOException {
        List<Socket> senders = new ArrayList<>();
        for (int i = 0; i < slow; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream().write(head(SLOW_LENGTH));
            senders.add(socket);
        }
        connections.addAll(senders);
        return attack.submit(() -> {
            while (!senders.isEmpty()) {
                Thread.sleep(1000);
                senders.removeIf(HostileCommand::hasHungUp);
            }
            return null;
        });
    }

    private static boolean hasHungUp(Socket socket) {
        try {
            socket.getOutputStream().write(0);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /**
     * All connect, then all send, then all are answered.
     *
     * @return how many got an answer; the service may also reset a connection
     */
    private int sendBombs(int port) throws IOException {
        List<byte[]> kinds = Bombs.all();
        List<Socket> senders = new ArrayList<>();
        for (int i = 0; i < bombs; i++) {
            senders.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        for (int i = 0; i < bombs; i++) {
            send(senders.get(i), request(kinds.get(i % kinds.size())));
        }
        int answered = 0;
        for (Socket sender : senders) {
            if (isAnswered(sender)) {
                answered++;
            }
        }
        return answered;
    }

    private static void send(Socket sender, byte[] request) {
        try {
            sender.getOutputStream().write(request);
        } catch (IOException e) {
            // The service refused before it had read everything; its answer may still be there.
        }
    }

    private static boolean isAnswered(Socket sender) {
        try (sender) {
            return sender.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean report(Outcome idle, Outcome attacked, int answered) {
        double times = attacked.milliseconds(0.99) / idle.milliseconds(0.99);
        PrintWriter out = command.commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "p99 idle %.2f ms, with %d slow connections and %d bombs (%d answered) %.2f ms, %.1f times; "
                        + "target: less than %.0f; %s%n",
                idle.milliseconds(0.99),
                slow,
                bombs,
                answered,
                attacked.milliseconds(0.99),
                times,
                MOST_TIMES_IDLE,
                attacked.describeStatuses());
        out.println(Machine.describe());
        out.flush();
        return answered > 0
                && times < MOST_TIMES_IDLE
                && attacked.statuses().keySet().equals(Set.of(Outcome.OK));
    }

    private static byte[] request(byte[] image) {
        byte[] head = head(image.length);
        byte[] request = new byte[head.length + image.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(image, 0, request, head.length, image.length);
        return request;
    }

    private static byte[] head(int length) {
        return ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}

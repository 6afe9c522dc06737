package org.residual.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The service in a process of its own. */
final class Service implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
    private static final Duration WARM_UP_ROUND = Duration.ofSeconds(10);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(4);
    /** The share of a CPU that is negligible. */
    private static final double COMPILER_AT_REST = 0.02;

    private static final int USER_TIME = 11;
    private static final double MILLISECONDS_PER_TICK = 10;

    private final Process process;
    private final int port;

    private Service(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param launcher starts the service
     * @param store the model store
     * @param settings further settings, such as {@code --residual.predictors.count=1}
     * @param log receives the service's output
     * @return the service, once it answers
     */
    static Service start(Launcher launcher, Path store, List<String> settings, Path log)
            throws IOException, InterruptedException {
        return start(launcher, store, settings, "", log);
    }

    /**
     * @param javaOptions of the service, separated by blanks
     */
    static Service start(Launcher launcher, Path store, List<String> settings, String javaOptions, Path log)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> line = new ArrayList<>(launcher.line());
        line.add("--server.port=" + port);
        line.add("--management.server.port=0");
        line.add("--residual.model-store=" + store);
        line.addAll(settings);
        Service service = new Service(process(line, javaOptions, log), port);
        service.awaitStart(log);
        return service;
    }

    /**
     * @param line a command line that begins with {@link Launcher#line}
     * @param javaOptions separated by blanks
     * @param log receives the output
     */
    static Process process(List<String> line, String javaOptions, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(line);
        // This process was started by the launcher; the new one must get an environment of its own from it.
        builder.environment().keySet().removeIf(name -> name.equals("LD_PRELOAD") || name.startsWith("MALLOC_"));
        builder.environment().remove("RESIDUAL_JAR");
        builder.environment().put("JDK_JAVA_OPTIONS", javaOptions);
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IllegalStateException("The service did not start:\n" + Files.readString(log));
            }
            Thread.sleep(200);
        }
    }

    private boolean answers() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/models"))
                .build();
        try {
            return HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /** Resident memory in MiB. */
    double residentMebibytes() throws IOException {
        return status("VmRSS:") / 1024;
    }

    double threads() throws IOException {
        return status("Threads:");
    }

    /** File handles, including connections. */
    double handles() throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return handles.count();
        }
    }

    private double status(String key) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    /** CPU time so far, user and system. */
    double cpuMilliseconds() throws IOException {
        return cpuMilliseconds(Path.of("/proc", Long.toString(process.pid())));
    }

    /**
     * Warms up until the JVM has compiled the most used code and the compiler uses next to no CPU time; this
     * takes minutes if the compiler shares two CPUs with the predictors.
     *
     * @param load the load to be measured
     */
    void warmUp(Load load, int connections) throws IOException {
        long longest = System.nanoTime() + LONGEST_WARM_UP.toNanos();
        double spent;
        do {
            double before = compilerMilliseconds();
            load.closed(connections, WARM_UP_ROUND);
            spent = compilerMilliseconds() - before;
        } while (spent > COMPILER_AT_REST * WARM_UP_ROUND.toMillis() && System.nanoTime() < longest);
    }

    private double compilerMilliseconds() throws IOException {
        double sum = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads) {
                sum += compilerMilliseconds(thread);
            }
        }
        return sum;
    }

    private static double compilerMilliseconds(Path thread) {
        try {
            // The kernel keeps only 15 characters of a name.
            return Files.readString(thread.resolve("comm")).contains("CompilerThre") ? cpuMilliseconds(thread) : 0;
        } catch (IOException e) {
            // It has ended meanwhile.
            return 0;
        }
    }

    private static double cpuMilliseconds(Path processOrThread) throws IOException {
        String line = Files.readString(processOrThread.resolve("stat"));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) * MILLISECONDS_PER_TICK;
    }

    /** Asks it to stop, with SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /**
     * @return its exit code
     */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The service did not stop within " + LONGEST_STOP + ".");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

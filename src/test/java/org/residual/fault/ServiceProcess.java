package org.residual.fault;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.residual.support.ServiceClient;

/** The service in a process of its own, for faults that a process does not survive, or that must not spread. */
final class ServiceProcess implements AutoCloseable {
    static final String READINESS = "/actuator/health/readiness";
    /** The exit code of a service that SIGTERM has stopped. */
    static final int BY_SIGTERM = 128 + 15;

    private static final String STARTED = "Started ResidualApplication";
    private static final String END = "(the log ends)";

    private final Process process;
    private final int port;
    private final int managementPort;
    private final ServiceClient client;
    private final ServiceClient management;
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    private ServiceProcess(Process process, int port, int managementPort) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.client = new ServiceClient(port);
        this.management = new ServiceClient(managementPort);
        // So that the process never blocks on its output.
        Thread reader = new Thread(this::read, "service-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** How a process is started. */
    static final class Launch {
        private final Path store;
        private final List<String> before = new ArrayList<>();
        private final List<String> settings = new ArrayList<>();
        private final List<String> javaOptions = new ArrayList<>(
                List.of("-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true", "-XX:-CreateCoredumpOnCrash", "-Xmx512m"));

        private Launch(Path store) {
            this.store = store;
        }

        /** A program that starts Java. */
        Launch through(String... program) {
            before.addAll(List.of(program));
            return this;
        }

        Launch java(String... options) {
            javaOptions.addAll(List.of(options));
            return this;
        }

        /** Such as {@code --server.port=80}. */
        Launch setting(String argument) {
            settings.add(argument);
            return this;
        }

        /**
         * @return the service, once it answers
         */
        ServiceProcess start() throws IOException, InterruptedException {
            ServiceProcess service = begin();
            try {
                service.awaitLog(STARTED);
                return service;
            } catch (InterruptedException | RuntimeException e) {
                service.close();
                throw e;
            }
        }

        /** @return the service, which is starting */
        ServiceProcess begin() throws IOException {
            int port = freePort();
            int managementPort = freePort();
            List<String> line = new ArrayList<>(before);
            line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            line.addAll(javaOptions);
            line.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.residual.ResidualApplication"));
            line.add("--server.port=" + port);
            line.add("--management.server.port=" + managementPort);
            line.add("--residual.model-store=" + store);
            line.add("--residual.default-model=" + Models.DIGITS);
            line.add("--residual.predictors.batch.images=2");
            line.add("--residual.store.settle-time=100ms");
            line.add("--residual.store.poll-interval=200ms");
            line.addAll(settings);
            return new ServiceProcess(
                    new ProcessBuilder(line).redirectErrorStream(true).start(), port, managementPort);
        }

        static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }
    }

    static Launch of(Path store) {
        return new Launch(store);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            // It has ended.
        }
        log.add(END);
    }

    /** Waits for a line of the log, and forgets those before. */
    void awaitLog(String text) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        String line = log.take();
        while (!line.contains(text)) {
            if (line.equals(END)) {
                throw new IllegalStateException("The service ended without saying '" + text + "':\n" + seen);
            }
            seen.append(line).append('\n');
            line = log.take();
        }
    }

    /** Returns once a model is ready. */
    void awaitReady() {
        await().until(this::readiness, Predicate.isEqual(200));
    }

    /** @return the status of the readiness probe */
    int readiness() {
        return management.get(READINESS).status();
    }

    /** All further output until it has ended. */
    List<String> restOfLog() throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String line = log.take(); !line.equals(END); line = log.take()) {
            lines.add(line);
        }
        return lines;
    }

    void forgetLog() {
        log.clear();
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    ServiceClient client() {
        return client;
    }

    ServiceClient management() {
        return management;
    }

    long pid() {
        return process.pid();
    }

    void signal(String name) throws IOException, InterruptedException {
        // The shell's built-in kill; small systems lack the program.
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid()).start().waitFor();
    }

    /** @return its exit code; 128 plus the signal if one ended it */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

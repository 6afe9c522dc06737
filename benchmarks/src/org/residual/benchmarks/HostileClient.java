package org.residual.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Clients that never read their answer. Each attacks on a connection of its own. */
final class HostileClient implements AutoCloseable {
    private static final Duration SLOW = Duration.ofMillis(250);
    private static final int SLOW_BYTES = 40;
    private static final int LONG_HEADER = 64 << 10;

    private final int port;
    private final byte[] request;
    private final Random random = new Random(4);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** The kinds of attack. */
    private enum Harm {
        CUT_BODY,
        GONE_IN_THE_UPLOAD,
        GONE_BEFORE_THE_ANSWER,
        NO_HTTP,
        LONG_HEADER,
        SLOW
    }

    /**
     * @param port of the service, on this machine
     * @param request header and body of a valid request
     */
    HostileClient(int port, byte[] request) {
        this.port = port;
        this.request = request;
    }

    /** Runs one of the attacks, in the background; rarely a slow one, since those pile up. */
    void harm() {
        Harm[] harms = Harm.values();
        Harm harm = random.nextInt(10) == 0 ? Harm.SLOW : harms[random.nextInt(harms.length - 1)];
        int cut = 1 + random.nextInt(request.length - 1);
        byte[] noise = new byte[100];
        random.nextBytes(noise);
        threads.execute(() -> {
            try {
                harm(harm, cut, noise);
            } catch (IOException e) {
                // The service has closed the connection, as it may.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void harm(Harm harm, int cut, byte[] noise) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            switch (harm) {
                case CUT_BODY -> {
                    socket.getOutputStream().write(request, 0, cut);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
                case GONE_IN_THE_UPLOAD -> {
                    socket.getOutputStream().write(request, 0, cut);
                    reset(socket);
                }
                case GONE_BEFORE_THE_ANSWER -> {
                    socket.getOutputStream().write(request);
                    reset(socket);
                }
                case NO_HTTP -> {
                    socket.getOutputStream().write(noise);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
                case LONG_HEADER -> {
                    byte[] header = new byte[LONG_HEADER];
                    Arrays.fill(header, (byte) 'a');
                    socket.getOutputStream()
                            .write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(header);
                    socket.getInputStream().readAllBytes();
                }
                case SLOW -> {
                    for (int i = 0; i < SLOW_BYTES; i++) {
                        socket.getOutputStream().write(request, i, 1);
                        Thread.sleep(SLOW.toMillis());
                    }
                }
            }
        }
    }

    /** Ends the connection with a reset, as when a machine is switched off. */
    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

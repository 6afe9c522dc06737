package org.residual.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.residual.ResidualApplication;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The service itself. An input is everything that a client sends before it closes its side of the connection. */
final class ServerSubject implements Subject {
    private static final Path THREE = Path.of("samples/three.png");
    private static final int MOST_PIXELS = 100_000;
    private static final int MOST_BYTES_A_PIXEL = 16;
    private static final int MOST_IMAGES = 16;
    private static final int MOST_BYTES_A_BYTE = 64;
    private static final int SMALL_CHANGE = 16 << 20;
    private static final int USUAL_TIME = 100;
    private static final int LONGEST_SILENCE = 30_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

    /** Requests for something that does not exist are valid inputs: a method, a version of HTTP, a timeout of 0. */
    private static final Set<Integer> DECLARED = Set.of(501, 504, 505);

    private final ConfigurableApplicationContext service;
    private final int port;

    ServerSubject() {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "management.server.port", "0",
                "logging.level.root", "error",
                "residual.store.watch", "false",
                "residual.limits.pixels", MOST_PIXELS,
                "residual.limits.images", MOST_IMAGES,
                "residual.limits.bytes", "1MB"));
        this.service = application.run();
        this.port = ((WebServerApplicationContext) service).getWebServer().getPort();
    }

    @Override
    public void close() {
        service.close();
    }

    @Override
    public String read(byte[] input) {
        String answer = ask(input, USUAL_TIME);
        Matcher status = STATUS.matcher(answer);
        while (status.find()) {
            int code = Integer.parseInt(status.group(1));
            if (code >= 500 && !DECLARED.contains(code)) {
                throw new AssertionError("The answer is " + answer);
            }
        }
        if (answer.contains("Exception") || answer.contains("\tat ")) {
            throw new AssertionError("The answer tells what is inside: " + answer);
        }
        return answer.substring(answer.lastIndexOf('\n') + 1);
    }

    private String ask(byte[] request, int patience) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LONGEST_SILENCE);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                awaitAnswer(socket, answer, patience);
                // The server waits for more, or for the next request.
                socket.shutdownOutput();
                socket.getInputStream().transferTo(answer);
            } catch (SocketException closed) {
                // A server may close the connection to a client that is still sending.
            }
            return answer.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Most inputs without an early answer are incomplete. */
    private static void awaitAnswer(Socket socket, ByteArrayOutputStream answer, int patience) throws IOException {
        socket.setSoTimeout(patience);
        try {
            int first = socket.getInputStream().read();
            if (first >= 0) {
                answer.write(first);
            }
        } catch (SocketTimeoutException none) {
            // A client that closes its side now gets an answer for the incomplete request.
        }
        socket.setSoTimeout(LONGEST_SILENCE);
    }

    @Override
    public long mostMemory(int length) {
        return SMALL_CHANGE + (long) MOST_BYTES_A_BYTE * length + (long) MOST_IMAGES * MOST_BYTES_A_PIXEL * MOST_PIXELS;
    }

    @Override
    public long allocated() {
        return Allocations.ofAllThreads();
    }

    @Override
    public void readKnown() throws IOException {
        byte[] image = Files.readAllBytes(THREE);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                ("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nConnection: close\r\nContent-Length: "
                                + image.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(image);
        String answer = ask(request.toByteArray(), LONGEST_SILENCE);
        if (!answer.contains("\"argmax\":3,")) {
            throw new AssertionError("A good image is answered with " + answer);
        }
    }
}

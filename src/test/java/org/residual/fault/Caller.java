package org.residual.fault;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A minimal client that sends requests continuously over one connection, as long as that is kept: it neither checks the
 * connection first nor retries.
 */
public final class Caller implements Callable<Caller.Outcome> {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d+)");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding: *chunked");
    private static final Pattern CLOSE = Pattern.compile("(?i)\r\nconnection: *close");
    private static final int WARM = 20;
    /** A machine that is gone refuses no connection. */
    private static final int CONNECT_MS = 2000;

    private final InetSocketAddress service;
    private final byte[] request;
    private final CountDownLatch warm;
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private int answers;
    private final List<String> lost = new ArrayList<>();
    private boolean lastSaidClose;
    private volatile boolean enough;

    /**
     * @param service to call
     * @param warm is counted down once it has had some answers
     * @throws IOException if its image cannot be read
     */
    Caller(InetSocketAddress service, CountDownLatch warm) throws IOException {
        this.service = service;
        this.warm = warm;
        byte[] image = Files.readAllBytes(Path.of("samples/three.png"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: "
                        + image.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(image);
        this.request = bytes.toByteArray();
    }

    /**
     * The outcomes of its requests.
     *
     * @param statuses number of answers by status
     * @param lost why requests were not answered
     * @param lastSaidClose whether the last answer closed the connection
     */
    public record Outcome(Map<Integer, Integer> statuses, List<String> lost, boolean lastSaidClose) {}

    /** Stops sending requests. */
    void stop() {
        enough = true;
    }

    /** Sends requests until no server is listening, or it is stopped. */
    @Override
    public Outcome call() throws IOException {
        while (!enough) {
            try (Socket connection = new Socket()) {
                connection.connect(service, CONNECT_MS);
                connection.setTcpNoDelay(true);
                askOver(connection);
            } catch (ConnectException | NoRouteToHostException | SocketTimeoutException e) {
                break;
            }
        }
        return new Outcome(statuses, lost, lastSaidClose);
    }

    private void askOver(Socket connection) {
        lastSaidClose = false;
        try {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (!lastSaidClose && !enough) {
                connection.getOutputStream().write(request);
                readAnswer(in);
                if (answers == WARM) {
                    warm.countDown();
                }
            }
        } catch (IOException e) {
            lost.add("after " + answers + " answers: " + e);
        }
    }

    private void readAnswer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) readByte(in));
        }
        Matcher length = LENGTH.matcher(head);
        if (length.find()) {
            in.readNBytes(Integer.parseInt(length.group(1)));
        } else if (CHUNKED.matcher(head).find()) {
            StringBuilder body = new StringBuilder();
            while (body.indexOf("0\r\n\r\n") < 0) {
                body.append((char) readByte(in));
            }
        }
        Matcher status = STATUS.matcher(head);
        statuses.merge(status.lookingAt() ? Integer.parseInt(status.group(1)) : 0, 1, Integer::sum);
        answers++;
        lastSaidClose = CLOSE.matcher(head).find();
    }

    private static int readByte(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("closed");
        }
        return next;
    }
}

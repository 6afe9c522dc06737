package org.residual.bucket;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** Relays requests to an object store, counts downloads, and simulates network faults. */
public final class Relay implements AutoCloseable {
    private static final String CHECKSUM = "x-amz-checksum-";
    private static final Set<String> PASSED = Set.of("if-match", "x-amz-checksum-mode");

    private final URI store;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<String> downloads = new ConcurrentLinkedQueue<>();
    private volatile UnaryOperator<Download> alteration = UnaryOperator.identity();
    private volatile String addedToListing = "";
    private volatile Handler handler = this::pass;

    /** The answer for an object: a content, with the length and checksums in its headers. */
    public record Download(String path, byte[] content, int length, Map<String, String> checksums) {
        public Download withContent(byte[] other) {
            return new Download(path, other, length, checksums);
        }

        public Download withChecksum(String algorithm, String checksum) {
            return new Download(path, content, length, Map.of(CHECKSUM + algorithm, checksum));
        }

        public Download withoutChecksums() {
            return new Download(path, content, length, Map.of());
        }
    }

    /** Answers in place of the store. */
    public interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    public Relay(URI store) throws IOException {
        this(store, 0);
    }

    public Relay(URI store, int port) throws IOException {
        this.store = store;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The paths of the objects requested since the last call. */
    public List<String> takeDownloads() {
        List<String> taken = new ArrayList<>();
        for (String path = downloads.poll(); path != null; path = downloads.poll()) {
            taken.add(path);
        }
        return taken;
    }

    public void alterDownloads(UnaryOperator<Download> other) {
        this.alteration = other;
    }

    public void answerWith(Handler other) {
        this.handler = other;
    }

    public void refuse(int status, String code) {
        answerWith(exchange -> refuse(exchange, status, code));
    }

    public void answerDownloadsWith(Handler other) {
        answerWith(exchange -> {
            if (exchange.getRequestURI().getRawQuery() == null) {
                other.handle(exchange);
            } else {
                pass(exchange);
            }
        });
    }

    public void answerListingsWith(Handler other) {
        answerWith(exchange -> {
            if (exchange.getRequestURI().getRawQuery() == null) {
                pass(exchange);
            } else {
                other.handle(exchange);
            }
        });
    }

    public void refuseDownloads(int status, String code) {
        answerDownloadsWith(exchange -> refuse(exchange, status, code));
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** An object that need not exist in the store. */
    public void addToListing(String key, int size) {
        addedToListing = "<Contents><Key>" + key + "</Key><ETag>\"0\"</ETag><Size>" + size + "</Size></Contents>";
    }

    public void passAgain() {
        alteration = UnaryOperator.identity();
        handler = this::pass;
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        String query = exchange.getRequestURI().getRawQuery();
        if (query != null && query.contains("list-type")) {
            passListing(exchange, query);
        } else {
            passDownload(exchange);
        }
    }

    /** In pages of two, so that every test needs several. */
    private void passListing(HttpExchange exchange, String query) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = ask(exchange, "?" + query + "&max-keys=2");
        byte[] body = new String(response.body(), StandardCharsets.UTF_8)
                .replace("</ListBucketResult>", addedToListing + "</ListBucketResult>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/xml");
        exchange.sendResponseHeaders(response.statusCode(), body.length);
        exchange.getResponseBody().write(body);
    }

    private void passDownload(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        HttpResponse<byte[]> response = ask(exchange, "");
        Map<String, String> checksums = new HashMap<>();
        response.headers().map().forEach((name, values) -> {
            if (name.startsWith(CHECKSUM)) {
                checksums.put(name, values.get(0));
            }
        });
        Download download = new Download(path, response.body(), response.body().length, checksums);
        if (response.statusCode() == 200) {
            downloads.add(path);
            download = alteration.apply(download);
        }
        for (String name : List.of("Content-Type", "ETag", "Last-Modified")) {
            response.headers()
                    .firstValue(name)
                    .ifPresent(value -> exchange.getResponseHeaders().add(name, value));
        }
        download.checksums().forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(response.statusCode(), download.length());
        exchange.getResponseBody().write(download.content());
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange, String query) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(store.resolve(exchange.getRequestURI().getRawPath() + query));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (PASSED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

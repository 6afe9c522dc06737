package org.residual.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP client of a running service. */
public final class ServiceClient {
    private static final String BOUNDARY = "---------------------------residual";
    public static final String MULTIPART = "multipart/form-data; boundary=" + BOUNDARY;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    public ServiceClient(int port) {
        this.base = URI.create("http://localhost:" + port);
    }

    /** A part of a multipart body. */
    public record FilePart(String name, String fileName, byte[] content) {
        public static FilePart of(Path file) {
            try {
                return image(file.getFileName().toString(), Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public static FilePart image(String fileName, byte[] content) {
            return new FilePart("image", fileName, content);
        }
    }

    /** An answer and its body, if that is JSON. */
    public record Answer(int status, String contentType, HttpResponse<String> response) {
        public JsonNode json() {
            return JSON.readTree(response.body());
        }
    }

    public Answer predict(String path, FilePart... parts) {
        return predict(path, List.of(parts));
    }

    public Answer predict(String path, List<FilePart> parts, String... headers) {
        return send("POST", path, MULTIPART, BodyPublishers.ofByteArray(multipart(parts)), headers);
    }

    public Answer post(String path, String contentType, byte[] body, String... headers) {
        return send("POST", path, contentType, BodyPublishers.ofByteArray(body), headers);
    }

    public HttpResponse<byte[]> postForBytes(String path, byte[] body, String... headers) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .POST(BodyPublishers.ofByteArray(body))
                .headers(headers)
                .build();
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, BodyPublishers.noBody(), headers);
    }

    public Answer send(String method, String path, String contentType, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).method(method, body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(""),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static byte[] multipart(List<FilePart> parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (FilePart part : parts) {
            String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + part.name()
                    + "\"; filename=\"" + part.fileName() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
            body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            body.writeBytes(part.content());
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }
}

package org.residual.benchmarks;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Requests of all kinds, with their expected answers: valid ones, and typical mistakes of callers. */
final class SoakTraffic {
    /** The largest body that the service must be configured with. */
    static final int LARGEST_BODY = 256 << 10;

    private static final String RESNET = "digits-resnet";
    private static final String CONVBNNET = "digits-convbnnet";
    /** The shipped models, and the height and width of their networks' input. */
    private static final Map<String, Integer> SHIPPED = Map.of(RESNET, 32, CONVBNNET, 40);

    private static final String BOUNDARY = "residual-soak-boundary";
    private static final String PNG = "image/png";
    private static final String JSON = "application/json";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final HttpClient client;
    private final URI service;
    private final byte[] three;
    private final byte[] seven;
    private final byte[] photo;

    /**
     * @param client for the requests that must be sent beforehand
     * @param port of the service, on this machine
     */
    SoakTraffic(HttpClient client, int port) throws IOException {
        this.client = client;
        this.service = URI.create("http://localhost:" + port);
        this.three = Files.readAllBytes(Path.of("samples/three.png"));
        this.seven = Files.readAllBytes(Path.of("samples/seven.png"));
        this.photo = jpeg(three);
    }

    private static byte[] jpeg(byte[] image) throws IOException {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(ImageIO.read(new ByteArrayInputStream(image)), "jpeg", encoded);
        return encoded.toByteArray();
    }

    /** Requests that must get the same answer as when they were sent alone. */
    List<Exchange> good() throws IOException, InterruptedException {
        List<Exchange> exchanges = new ArrayList<>();
        for (String model : SHIPPED.keySet()) {
            int side = SHIPPED.get(model);
            String predict = "/models/" + model + "/predict";
            String infer = "/v2/models/" + model + "/infer";
            exchanges.add(known("png", post(predict, PNG, three)));
            exchanges.add(known("jpeg", post(predict, "image/jpeg", photo)));
            exchanges.add(known("multipart", post(predict, multipartType(), multipart(three, seven, photo))));
            exchanges.add(known("multipart of 16", post(predict, multipartType(), multipart(sixteen()))));
            exchanges.add(known("v2, json", post(infer, JSON, encodedImages(three, seven))));
            exchanges.add(known("v2, binary, UINT8", binary(infer, "UINT8", 2, side, pixels(2, side))));
            exchanges.add(known("v2, binary, FP32", binary(infer, "FP32", 1, side, values(1, side))));
        }
        exchanges.add(switched());
        return exchanges;
    }

    /** Mistakes of callers. */
    List<Exchange> bad() {
        String predict = "/models/" + CONVBNNET + "/predict";
        return List.of(
                refused("wrong type", post(predict, "text/plain", three), 415),
                refused("no image in it", post(predict, PNG, "no image".getBytes(StandardCharsets.US_ASCII)), 415),
                refused("broken image", post(predict, PNG, Arrays.copyOf(three, three.length / 2)), 400),
                refused(
                        "one broken of two",
                        post(predict, multipartType(), multipart(seven, Arrays.copyOf(photo, photo.length / 2))),
                        400),
                refused("unknown model", post("/models/nobody/predict", PNG, three), 404),
                refused("unknown version", post("/models/" + RESNET + "/versions/99/predict", PNG, three), 404),
                refused("too large", post(predict, PNG, Arrays.copyOf(three, LARGEST_BODY + 1)), 413),
                refused("bomb", post(predict, PNG, bomb()), 413),
                refused("wrong method", request(predict).DELETE().build(), 405),
                refused(
                        "v2, malformed",
                        post(
                                "/v2/models/" + RESNET + "/infer",
                                JSON,
                                "{\"inputs\":[".getBytes(StandardCharsets.US_ASCII)),
                        400),
                refused("v2, unknown tensor", post("/v2/models/" + RESNET + "/infer", JSON, unknownTensor()), 400));
    }

    /** A request for hostile clients: header and body of 16 images. */
    byte[] sixteenAsSent() {
        byte[] body = multipart(sixteen());
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST /models/" + RESNET + "/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
                        + multipartType() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return request.toByteArray();
    }

    private Exchange known(String kind, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> alone = client.send(request, BodyHandlers.ofByteArray());
        if (alone.statusCode() != Outcome.OK) {
            throw new IllegalStateException(
                    kind + ": " + alone.statusCode() + " " + new String(alone.body(), StandardCharsets.UTF_8));
        }
        LogProbabilities expected = LogProbabilities.of(alone);
        return new Exchange(
                kind,
                request,
                answer -> answer.statusCode() == Outcome.OK
                        && LogProbabilities.of(answer).agreeWith(expected));
    }

    /** The versions of the switched model differ from the shipped one only in their labels. */
    private Exchange switched() throws IOException, InterruptedException {
        LogProbabilities expected = LogProbabilities.of(
                client.send(post("/models/" + CONVBNNET + "/predict", PNG, three), BodyHandlers.ofByteArray()));
        return new Exchange(
                "switched",
                post("/models/" + SwitchedModel.NAME + "/predict", PNG, three),
                answer -> answer.statusCode() == Outcome.OK
                        && SwitchedModel.isRight(new String(answer.body(), StandardCharsets.UTF_8))
                        && LogProbabilities.of(answer).agreeWith(expected));
    }

    private static Exchange refused(String kind, HttpRequest request, int status) {
        return new Exchange(kind, request, answer -> answer.statusCode() == status && isProblem(answer));
    }

    private static boolean isProblem(HttpResponse<byte[]> answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        return body.contains("urn:residual:problem:") || body.startsWith("{\"error\":");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(service.resolve(path)).timeout(TIMEOUT);
    }

    private HttpRequest post(String path, String type, byte[] body) {
        return request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private byte[][] sixteen() {
        byte[][] images = new byte[16][];
        Arrays.setAll(images, i -> i % 3 == 0 ? three : i % 3 == 1 ? seven : photo);
        return images;
    }

    private static String multipartType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    private static byte[] multipart(byte[]... images) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] image : images) {
            body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n"
                            + "Content-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(image);
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    private static byte[] encodedImages(byte[]... images) {
        List<String> texts = Arrays.stream(images)
                .map(image -> '"' + Base64.getEncoder().encodeToString(image) + '"')
                .toList();
        return ("{\"inputs\":[{\"name\":\"image\",\"datatype\":\"BYTES\",\"shape\":[" + images.length + "],\"data\":"
                        + texts + "}]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] unknownTensor() {
        return "{\"inputs\":[{\"name\":\"sound\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0]}]}"
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] pixels(int images, int side) {
        byte[] pixels = new byte[images * 3 * side * side];
        new Random(3).nextBytes(pixels);
        return pixels;
    }

    private static byte[] values(int images, int side) {
        ByteBuffer values =
                ByteBuffer.allocate(images * 3 * side * side * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(3);
        while (values.hasRemaining()) {
            values.putFloat(random.nextFloat());
        }
        return values.array();
    }

    private HttpRequest binary(String path, String type, int images, int side, byte[] tensor) {
        byte[] json = ("{\"inputs\":[{\"name\":\"image\",\"datatype\":\"" + type + "\",\"shape\":[" + images + ",3,"
                        + side
                        + "," + side + "],\"parameters\":{\"binary_data_size\":" + tensor.length
                        + "}}],\"parameters\":{\"binary_data_output\":true}}")
                .getBytes(StandardCharsets.US_ASCII);
        return request(path)
                .header("Content-Type", "application/octet-stream")
                .header("Inference-Header-Content-Length", Integer.toString(json.length))
                .POST(BodyPublishers.ofByteArrays(List.of(json, tensor)))
                .build();
    }

    /** The three, except for its header: it declares a thousand million pixels. */
    private byte[] bomb() {
        byte[] image = three.clone();
        ByteBuffer.wrap(image).putInt(16, 32_000).putInt(20, 32_000);
        CRC32 checksum = new CRC32();
        checksum.update(image, 12, 17);
        ByteBuffer.wrap(image).putInt(29, (int) checksum.getValue());
        return image;
    }
}

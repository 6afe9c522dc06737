package org.residual.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Requests with one JPEG each, 128x128 pixels, of a few kilobytes like photographs of that size. */
final class PhotoRequests implements Supplier<byte[]> {
    private static final int DIFFERENT = 32;
    private static final int NOISE = 24;
    private static final String BOUNDARY = "residual-benchmark-boundary";

    private final List<byte[]> requests = new ArrayList<>();
    private int next;

    private PhotoRequests(UnaryOperator<byte[]> request) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < DIFFERENT; i++) {
            requests.add(request.apply(photo(random)));
        }
    }

    /**
     * @param model for the requests
     * @return requests whose photo is a part of a multipart body
     */
    static PhotoRequests inParts(String model) throws IOException {
        return new PhotoRequests(photo -> {
            byte[] head =
                    ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n"
                            + "Content-Type: image/jpeg\r\n\r\n");
            byte[] tail = ascii("\r\n--" + BOUNDARY + "--\r\n");
            return request(model, "multipart/form-data; boundary=" + BOUNDARY, head, photo, tail);
        });
    }

    /**
     * @param model for the requests
     * @return requests whose body is the photo
     */
    static PhotoRequests asBody(String model) throws IOException {
        return new PhotoRequests(photo -> request(model, "image/jpeg", photo));
    }

    /** The next request, header and body. */
    @Override
    public byte[] get() {
        return requests.get(next++ % DIFFERENT);
    }

    /** A JPEG: waves of a few colours with noise on them. */
    static byte[] photo(Random random) throws IOException {
        BufferedImage image =
                new BufferedImage(DocumentedNetwork.SIDE, DocumentedNetwork.SIDE, BufferedImage.TYPE_INT_RGB);
        double across = 0.02 + 0.1 * random.nextDouble();
        double down = 0.02 + 0.1 * random.nextDouble();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = 0;
                for (int channel = 0; channel < 3; channel++) {
                    double wave = Math.sin(x * across + channel) * Math.cos(y * down - channel);
                    int value = (int) (128 + 90 * wave) + random.nextInt(NOISE);
                    rgb = rgb << 8 | Math.max(0, Math.min(255, value));
                }
                image.setRGB(x, y, rgb);
            }
        }
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", encoded);
        return encoded.toByteArray();
    }

    private static byte[] request(String model, String type, byte[]... body) {
        int length = Stream.of(body).mapToInt(piece -> piece.length).sum();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(ascii("POST /models/" + model + "/predict HTTP/1.1\r\nHost: localhost\r\n" + "Content-Type: "
                + type + "\r\nContent-Length: " + length + "\r\n\r\n"));
        Stream.of(body).forEach(request::writeBytes);
        return request.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

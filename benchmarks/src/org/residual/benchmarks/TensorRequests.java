package org.residual.benchmarks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Requests of the Open Inference Protocol with {@value #IMAGES} preprocessed images of 128x128 each, float32. */
final class TensorRequests {
    static final int IMAGES = 16;

    private static final int VALUES = IMAGES * 3 * DocumentedNetwork.SIDE * DocumentedNetwork.SIDE;
    private static final String INPUT = "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[" + IMAGES
            + ",3," + DocumentedNetwork.SIDE + "," + DocumentedNetwork.SIDE + "],";

    private TensorRequests() {}

    /**
     * @param model for the request
     * @return a request whose tensor follows the JSON as binary data, and asks for a binary answer
     */
    static byte[] binary(String model) {
        ByteBuffer tensor = ByteBuffer.allocate(VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        new Random(1).doubles(VALUES).forEach(value -> tensor.putFloat((float) value));
        byte[] json = ascii(INPUT + "\"parameters\":{\"binary_data_size\":" + tensor.capacity()
                + "}}],\"parameters\":{\"binary_data_output\":true}}");
        return request(model, "Inference-Header-Content-Length: " + json.length + "\r\n", json, tensor.array());
    }

    /**
     * @param model for the request
     * @return a request whose tensor is written in JSON
     */
    static byte[] json(String model) {
        StringBuilder json = new StringBuilder(INPUT + "\"data\":[");
        new Random(1)
                .doubles(VALUES)
                .forEach(value -> json.append((float) value).append(','));
        json.setLength(json.length() - 1);
        return request(model, "", ascii(json.append("]}]}").toString()));
    }

    private static byte[] request(String model, String header, byte[]... body) {
        int length = 0;
        for (byte[] piece : body) {
            length += piece.length;
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream(length + 512);
        request.writeBytes(ascii("POST /v2/models/" + model + "/infer HTTP/1.1\r\nHost: localhost\r\n" + header
                + "Content-Type: application/octet-stream\r\nContent-Length: " + length + "\r\n\r\n"));
        for (byte[] piece : body) {
            request.writeBytes(piece);
        }
        return request.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

package org.residual.benchmarks;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log-probabilities in an answer, of any protocol. */
final class LogProbabilities {
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final double TOLERANCE = 1e-5;
    private static final JsonMapper JSON = new JsonMapper();

    private final double[] values;

    private LogProbabilities(double[] values) {
        this.values = values;
    }

    /**
     * @param answer with the status 200
     * @return those of all its images, one after the other
     */
    static LogProbabilities of(HttpResponse<byte[]> answer) {
        OptionalLong jsonLength = answer.headers().firstValueAsLong(JSON_LENGTH);
        byte[] body = answer.body();
        if (jsonLength.isPresent()) {
            return new LogProbabilities(binary(body, Math.toIntExact(jsonLength.getAsLong())));
        }
        JsonNode json = JSON.readTree(body);
        if (json.has("outputs")) {
            return new LogProbabilities(numbers(json.get("outputs").get(0).get("data")));
        }
        return new LogProbabilities(StreamSupport.stream(json.get("predictions").spliterator(), false)
                .flatMapToDouble(prediction -> Arrays.stream(numbers(prediction.get("log_probabilities"))))
                .toArray());
    }

    private static double[] binary(byte[] body, int jsonLength) {
        JsonNode output =
                JSON.readTree(Arrays.copyOf(body, jsonLength)).get("outputs").get(0);
        int bytes = output.get("parameters").get("binary_data_size").asInt();
        ByteBuffer data = ByteBuffer.wrap(body, jsonLength, bytes).order(ByteOrder.LITTLE_ENDIAN);
        return IntStream.range(0, bytes / Float.BYTES)
                .mapToDouble(i -> data.getFloat())
                .toArray();
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    /** Whether none differs by more than {@value #TOLERANCE}. */
    boolean agreeWith(LogProbabilities other) {
        return values.length > 0
                && values.length == other.values.length
                && IntStream.range(0, values.length).allMatch(i -> Math.abs(values[i] - other.values[i]) <= TOLERANCE);
    }
}

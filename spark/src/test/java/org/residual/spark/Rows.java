package org.residual.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Answers by the names of their images, as text with all digits. */
final class Rows {
    private static final int SOME_BROKEN = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIELDS = List.of("model", "version", "argmax", "label", "error");

    private Rows() {}

    static Map<String, String> of(Dataset<Row> predictions) {
        Map<String, String> rows = new TreeMap<>();
        for (Row row : predictions.collectAsList()) {
            StringBuilder text = new StringBuilder();
            FIELDS.forEach(field -> text.append(row.<Object>getAs(field)).append(' '));
            List<Float> logProbabilities = row.isNullAt(row.fieldIndex("log_probabilities"))
                    ? List.of()
                    : row.getList(row.fieldIndex("log_probabilities"));
            String before =
                    rows.put(row.<String>getAs("path").replaceFirst("^file:/+", "/"), text + "" + logProbabilities);
            if (before != null) {
                throw new AssertionError("Two rows for " + row.getAs("path"));
            }
        }
        return rows;
    }

    /**
     * Runs {@code residual classify}.
     *
     * @return its exit code
     */
    static int classify(String model, Path images, Path output) throws IOException, InterruptedException {
        Process classify = new ProcessBuilder(
                        Cluster.tool("java").toString(),
                        "-jar",
                        Cluster.jar("residual.jar").toString(),
                        "classify",
                        images.toString(),
                        "--model=" + model,
                        "--store=" + Cluster.store(),
                        "--output=" + output)
                .redirectErrorStream(true)
                .redirectOutput(logOf(output).toFile())
                .start();
        return classify.waitFor();
    }

    /** What {@code residual classify} printed. */
    static String log(Path output) throws IOException {
        return Files.readString(logOf(output));
    }

    private static Path logOf(Path output) {
        return output.resolveSibling(output.getFileName() + ".log");
    }

    /** The rows of {@code residual classify}. */
    static Map<String, String> classified(String model, Path images, Path folder)
            throws IOException, InterruptedException {
        Path output = folder.resolve("answers.jsonl");
        int exitCode = classify(model, images, output);
        if (exitCode != 0 && exitCode != SOME_BROKEN) {
            throw new AssertionError(log(output));
        }
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(output)) {
            JsonNode row = JSON.readTree(line);
            StringBuilder text = new StringBuilder();
            FIELDS.forEach(field -> text.append(
                            row.path(field).asText("null").isEmpty()
                                    ? "null"
                                    : row.path(field).asText("null"))
                    .append(' '));
            List<Float> logProbabilities = new ArrayList<>();
            row.path("log_probabilities").forEach(value -> logProbabilities.add(Float.valueOf(value.asText())));
            rows.put(row.path("filename").asText(), text + "" + logProbabilities);
        }
        return rows;
    }
}

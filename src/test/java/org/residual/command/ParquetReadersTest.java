package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.command.Classifying.Ended;
import org.residual.support.NeedsPrograms;
import org.residual.support.Programs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What another program reads in the Parquet files of {@code classify}: Spark does in {@code spark/}. */
@NeedsPrograms
class ParquetReadersTest {
    private static final Path PROGRAMS = Path.of("src/test/clients/node");
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path directory;

    private Path images() throws IOException {
        Path images = Files.createDirectory(directory.resolve("images"));
        Path three = Path.of("samples/three.png");
        for (String name : List.of("a, \"b\".png", "caf\u00e9.png", "\u4e09.png", "\uD83D\uDE00\n.png")) {
            Files.copy(three, images.resolve(name));
        }
        Files.copy(Path.of("samples/digits.png"), images.resolve("digits.png"));
        Files.write(images.resolve("broken.png"), new byte[] {1, 2, 3});
        return images;
    }

    /** The digits of a number tell how it was written: only its value as a float counts. */
    private static List<Map<String, Object>> rows(String lines) {
        return lines.lines()
                .map(JSON::readTree)
                .map(row -> row.propertyStream()
                        .collect(Collectors.toMap(Map.Entry::getKey, field -> value(field.getValue()))))
                .toList();
    }

    private static Object value(JsonNode field) {
        return field.isArray()
                ? field.valueStream()
                        .map(number -> Float.valueOf(number.asString()))
                        .toList()
                : field;
    }

    @Test
    void hyparquetReadsTheRowsOfJsonLines() throws Exception {
        Path node = Programs.find("Node is not installed (Debian: nodejs).", "node");
        assumeTrue(
                Files.isDirectory(PROGRAMS.resolve("node_modules/hyparquet")),
                "The packages are not fetched: npm ci --ignore-scripts --prefix " + PROGRAMS);
        Path images = images();
        Path lines = directory.resolve("answers.jsonl");
        Path parquet = directory.resolve("answers.parquet");
        for (Path output : List.of(lines, parquet)) {
            Ended ended = Classifying.of(images).to(output).run();
            assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
        }
        Process reading = new ProcessBuilder(
                        node.toString(), PROGRAMS.resolve("read-parquet.mjs").toString(), parquet.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String read = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(reading.waitFor()).isZero();
        assertThat(rows(read)).hasSize(6).isEqualTo(rows(Files.readString(lines)));
    }
}

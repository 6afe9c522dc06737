package org.residual.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.NeedsOnnxRuntime;
import org.residual.support.UsualLog;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model inside another program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(UsualLog.class)
@NeedsOnnxRuntime
class EmbeddedClassifierTest {
    private static final String MODEL = "digits-convbnnet";
    private static final int MANY = 10_000;

    @TempDir
    private Path directory;

    private EmbeddedClassifier classifier;

    @BeforeAll
    void load() {
        classifier = new EmbeddedClassifier(MODEL, null, null, List.of("--residual.predictors.count=1"), warning -> {});
    }

    @AfterAll
    void close() {
        classifier.close();
    }

    private static Map.Entry<String, byte[]> image(String name, byte[] content) {
        return new SimpleImmutableEntry<>(name, content);
    }

    private List<Map<String, Object>> answers(List<Map.Entry<String, byte[]>> images) {
        List<Map<String, Object>> answers = new ArrayList<>();
        classifier.apply(images.iterator()).forEachRemaining(answers::add);
        return answers;
    }

    /** The rows that the command writes. */
    private List<JsonNode> classified(List<Path> files) throws IOException {
        Path output = directory.resolve("answers.jsonl");
        Classifying.of(files.toArray()).to(output).option("--model=" + MODEL).run();
        return Files.readAllLines(output).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    private static void assertSame(Map<String, Object> answer, JsonNode row) {
        assertThat(answer.keySet()).containsExactlyInAnyOrderElementsOf(row.propertyNames());
        row.propertyStream()
                .filter(field -> field.getValue().isValueNode())
                .forEach(field -> assertThat(answer.get(field.getKey()))
                        .hasToString(field.getValue().asString()));
        float[] logProbabilities = (float[]) answer.getOrDefault("log_probabilities", new float[0]);
        List<String> digits = IntStream.range(0, logProbabilities.length)
                .mapToObj(i -> Float.toString(logProbabilities[i]))
                .toList();
        assertThat(digits)
                .isEqualTo(StreamSupport.stream(row.path("log_probabilities").spliterator(), false)
                        .map(JsonNode::asString)
                        .toList());
    }

    @Test
    void answersAsTheCommandDoes() throws IOException {
        Path broken = Files.write(directory.resolve("broken.png"), new byte[] {1, 2, 3});
        Path empty = Files.createFile(directory.resolve("empty.jpg"));
        List<Path> files = Stream.of("samples/three.png", broken, "samples/one.png", empty, "samples/digits.png")
                .map(file -> Path.of(file.toString()))
                .toList();
        List<Map.Entry<String, byte[]>> images = new ArrayList<>();
        for (Path file : files) {
            images.add(image(file.toString(), Files.readAllBytes(file)));
        }

        List<Map<String, Object>> answers = answers(images);

        List<JsonNode> rows = classified(files);
        assertThat(answers).hasSameSizeAs(rows);
        for (int i = 0; i < answers.size(); i++) {
            assertSame(answers.get(i), rows.get(i));
        }
    }

    @Test
    void saysThatThereIsNoContent() {
        assertThat(answers(List.of(image("missing.png", null))).get(0)).containsEntry("error", "There is no content.");
    }

    @Test
    void readsOnlySomeImagesAhead() throws IOException {
        byte[] three = Files.readAllBytes(Path.of("samples/three.png"));
        Iterator<Integer> numbers = IntStream.range(0, MANY).iterator();
        Iterator<Map<String, Object>> answers = classifier.apply(new Iterator<>() {
            @Override
            public boolean hasNext() {
                return numbers.hasNext();
            }

            @Override
            public Map.Entry<String, byte[]> next() {
                return image(numbers.next().toString(), three);
            }
        });

        answers.next();

        assertThat(numbers.next()).isLessThan(MANY / 10);
    }

    @Test
    void saysWhichModelIsMissing() {
        assertThatThrownBy(() -> new EmbeddedClassifier("cats", null, null, List.of(), warning -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cats'");
    }
}

package org.residual.classification.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FolderAccuracyTest {
    private static final List<String> MANY =
            IntStream.range(0, 21).mapToObj(i -> "class " + i).toList();

    private static List<String> printed(FolderAccuracy accuracy) {
        StringWriter text = new StringWriter();
        accuracy.print(new PrintWriter(text));
        return text.toString().lines().toList();
    }

    private static void add(FolderAccuracy accuracy, String folder, int answer, int times) {
        for (int i = 0; i < times; i++) {
            accuracy.add(new WrittenRow(folder + "/" + i + ".png", answer));
        }
    }

    @Test
    void countsEachFolderAndAnswerInATable() {
        FolderAccuracy accuracy = new FolderAccuracy(List.of("cat", "dog"), 2);
        add(accuracy, "photos/cat", 0, 3);
        add(accuracy, "photos/cat", 1, 1);
        add(accuracy, "C:\\photos\\dog", 1, 2);
        add(accuracy, "photos/dog", WrittenRow.BROKEN, 1);
        add(accuracy, "photos", 0, 2);

        assertThat(printed(accuracy))
                .containsExactly(
                        "accuracy 0.8333: 5 of 6 answers are correct",
                        "not counted: 1 broken, 2 in folders not named after a label",
                        "rows: folders, columns: answers",
                        "            cat     dog",
                        "    cat       3       1",
                        "    dog       0       2");
    }

    @Test
    void aModelWithoutLabelsHasTheNumbersOfItsClasses() {
        FolderAccuracy accuracy = new FolderAccuracy(List.of(), 3);
        add(accuracy, "digits/2", 2, 1);

        assertThat(printed(accuracy))
                .startsWith("accuracy 1.0000: 1 of 1 answers are correct", "rows: folders, columns: answers");
    }

    @Test
    void manyClassesGetTheMostFrequentConfusionsInstead() {
        FolderAccuracy accuracy = new FolderAccuracy(MANY, MANY.size());
        for (int i = 0; i < 21; i++) {
            add(accuracy, "class " + i, (i + 1) % 21, i == 7 ? 2 : 1);
        }
        add(accuracy, "class 3", 3, 5);

        List<String> lines = printed(accuracy);
        assertThat(lines).hasSize(21).startsWith("accuracy 0.1852: 5 of 27 answers are correct");
        assertThat(lines.get(1)).isEqualTo("2 of class 7 classified as class 8");
        assertThat(lines.get(2)).isEqualTo("1 of class 0 classified as class 1");
        assertThat(lines.get(20)).isEqualTo("1 of class 19 classified as class 20");
    }

    @Test
    void saysThatNoFolderIsNamedAfterALabel() {
        FolderAccuracy accuracy = new FolderAccuracy(List.of("cat", "dog"), 2);
        add(accuracy, "photos", 0, 1);
        accuracy.add(new WrittenRow("cat.png", 0));

        assertThat(printed(accuracy))
                .containsExactly(
                        "accuracy: no image is in a folder named after a label of the model",
                        "not counted: 0 broken, 2 in folders not named after a label");
    }
}

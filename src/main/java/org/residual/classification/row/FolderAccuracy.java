package org.residual.classification.row;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** The accuracy of the answers, with the name of each image's folder as its label. */
public final class FolderAccuracy {
    private static final int LARGEST_TABLE = 20;
    private static final int MOST_CONFUSIONS = 20;

    private final List<String> labels;
    private final Map<String, Integer> classes = new HashMap<>();
    private final Map<Cell, Long> counts = new HashMap<>();
    private long right;
    private long labelled;
    private long broken;
    private long unlabelled;

    /**
     * @param label the class of the folder
     * @param answer the class of the answer
     */
    private record Cell(int label, int answer) {}

    /**
     * @param labels of the classes; if empty, the numbers of the classes are their labels
     * @param classes number of classes
     */
    public FolderAccuracy(List<String> labels, int classes) {
        this.labels = labels.isEmpty()
                ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
                : labels;
        for (int i = 0; i < classes; i++) {
            this.classes.putIfAbsent(this.labels.get(i), i);
        }
    }

    public void add(WrittenRow row) {
        Integer label = classes.get(folder(row.filename()));
        if (row.isBroken()) {
            broken++;
        } else if (label == null) {
            unlabelled++;
        } else {
            labelled++;
            right += label == row.argmax() ? 1 : 0;
            counts.merge(new Cell(label, row.argmax()), 1L, Long::sum);
        }
    }

    private static String folder(String filename) {
        String name = filename.replace('\\', '/');
        int end = name.lastIndexOf('/');
        return end < 0 ? "" : name.substring(name.lastIndexOf('/', end - 1) + 1, end);
    }

    /** Prints the accuracy, and the confusion matrix or the most frequent confusions. */
    public void print(PrintWriter out) {
        if (labelled == 0) {
            out.println("accuracy: no image is in a folder named after a label of the model");
        } else {
            out.printf(
                    Locale.ROOT,
                    "accuracy %.4f: %,d of %,d answers are correct%n",
                    (double) right / labelled,
                    right,
                    labelled);
        }
        if (broken + unlabelled > 0) {
            out.printf(
                    Locale.ROOT,
                    "not counted: %,d broken, %,d in folders not named after a label%n",
                    broken,
                    unlabelled);
        }
        if (labelled > 0 && labels.size() <= LARGEST_TABLE) {
            printTable(out);
        } else if (labelled > 0) {
            printConfusions(out);
        }
        out.flush();
    }

    private void printTable(PrintWriter out) {
        int width = Math.max(7, labels.stream().mapToInt(String::length).max().orElse(0));
        String cell = "%" + width + "s";
        out.println("rows: folders, columns: answers");
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(labels);
        out.println(line(cell, head));
        for (int label = 0; label < labels.size(); label++) {
            List<String> cells = new ArrayList<>(List.of(labels.get(label)));
            for (int answer = 0; answer < labels.size(); answer++) {
                cells.add(Long.toString(counts.getOrDefault(new Cell(label, answer), 0L)));
            }
            out.println(line(cell, cells));
        }
    }

    private static String line(String cell, List<String> texts) {
        List<String> cells = texts.stream()
                .map(text -> String.format(Locale.ROOT, cell, text))
                .toList();
        return String.join(" ", cells);
    }

    private void printConfusions(PrintWriter out) {
        counts.entrySet().stream()
                .filter(entry -> entry.getKey().label != entry.getKey().answer)
                .sorted(Map.Entry.<Cell, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(order())))
                .limit(MOST_CONFUSIONS)
                .forEach(entry -> out.printf(
                        Locale.ROOT,
                        "%,d of %s classified as %s%n",
                        entry.getValue(),
                        labels.get(entry.getKey().label),
                        labels.get(entry.getKey().answer)));
    }

    private static Comparator<Cell> order() {
        return Comparator.comparingInt(Cell::label).thenComparingInt(Cell::answer);
    }

    /**
     * Writes the confusion matrix as CSV, with a row for each cell that is not 0.
     *
     * @param file to be created or replaced
     */
    public void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder("label,answer,images\r\n");
        counts.entrySet().stream().sorted(Map.Entry.comparingByKey(order())).forEach(entry -> {
            CsvRows.append(labels.get(entry.getKey().label), text);
            CsvRows.append(labels.get(entry.getKey().answer), text.append(','));
            text.append(',').append(entry.getValue()).append("\r\n");
        });
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}

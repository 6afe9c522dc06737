package org.residual.training.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How often images of one class were predicted as another.
 *
 * @param counts by class, then by answer
 */
record ConfusionMatrix(int[][] counts) {

    /** Images of one class that were predicted as another, and how many. */
    record Confusion(int label, int answer, int count) {}

    static ConfusionMatrix of(Evaluation evaluation, int classes) {
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < evaluation.labels().length; i++) {
            counts[evaluation.labels()[i]][evaluation.answers()[i]]++;
        }
        return new ConfusionMatrix(counts);
    }

    int classes() {
        return counts.length;
    }

    int images(int label) {
        return IntStream.of(counts[label]).sum();
    }

    /** Share of a class's images that are classified correctly; NaN if there are none. */
    double accuracy(int label) {
        return images(label) == 0 ? Double.NaN : (double) counts[label][label] / images(label);
    }

    /** The most frequent confusions, the most frequent first. */
    List<Confusion> mostFrequent(int most) {
        return IntStream.range(0, classes())
                .boxed()
                .flatMap(label -> confusions(label))
                .sorted(Comparator.comparingInt(Confusion::count).reversed())
                .limit(most)
                .toList();
    }

    private Stream<Confusion> confusions(int label) {
        return IntStream.range(0, classes())
                .filter(answer -> answer != label && counts[label][answer] > 0)
                .mapToObj(answer -> new Confusion(label, answer, counts[label][answer]));
    }
}

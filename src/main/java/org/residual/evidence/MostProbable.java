package org.residual.evidence;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The order of classes in answers. */
public final class MostProbable {
    private MostProbable() {}

    /**
     * @param logProbabilities of the classes
     * @param count how many classes
     * @return the most probable of them, the most probable first; in a tie the lower index first
     */
    public static int[] of(float[] logProbabilities, int count) {
        return IntStream.range(0, logProbabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> logProbabilities[i])
                        .reversed())
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}

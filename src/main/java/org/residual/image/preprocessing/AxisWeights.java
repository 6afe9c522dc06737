package org.residual.image.preprocessing;

/**
 * The source pixels of each new pixel along one axis, with their weights: whole numbers of 2^-{@value #BITS}, so that
 * sums of bytes stay exact in an int, with room for the overshoot of a cubic.
 */
final class AxisWeights {
    static final int BITS = 32 - 8 - 2;

    private final int[] first;
    private final int[] begin;
    private final int[] weights;

    private AxisWeights(int[] first, int[] begin, int[] weights) {
        this.first = first;
        this.begin = begin;
        this.weights = weights;
    }

    static AxisWeights of(int from, int to, Interpolation interpolation) {
        double scale = (double) from / to;
        // When shrinking, the weights spread over all pixels that fall on a new one.
        double spread = Math.max(scale, 1);
        double support = interpolation.support() * spread;
        int[] first = new int[to];
        int[] begin = new int[to + 1];
        int reach = (int) Math.ceil(support) * 2 + 1;
        int[] weights = new int[Math.multiplyExact(to, Math.min(reach, from))];
        double[] exact = new double[reach];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * scale;
            int low = Math.max((int) (centre - support + 0.5), 0);
            int count = Math.min((int) (centre + support + 0.5), from) - low;
            double sum = 0;
            for (int k = 0; k < count; k++) {
                exact[k] = interpolation.weight((k + low - centre + 0.5) * (1 / spread));
                sum += exact[k];
            }
            for (int k = 0; k < count; k++) {
                weights[begin[i] + k] = fixed(exact[k] / sum);
            }
            first[i] = low;
            begin[i + 1] = begin[i] + count;
        }
        return new AxisWeights(first, begin, weights);
    }

    /** Most bytes of the weights, and of applying them. */
    static long memory(int from, int to, Interpolation interpolation) {
        double spread = Math.max((double) from / to, 1);
        long reach = Math.min((long) Math.ceil(interpolation.support() * spread) * 2 + 1, from);
        return Integer.BYTES * (to * reach + 5L * to) + Double.BYTES * reach;
    }

    private static int fixed(double weight) {
        return (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
    }

    int size() {
        return first.length;
    }

    /** The first source pixel for new pixel {@code i}. */
    int first(int i) {
        return first[i];
    }

    /** Where the weights for new pixel {@code i} begin. */
    int begin(int i) {
        return begin[i];
    }

    /** Where they end, exclusive. */
    int end(int i) {
        return begin[i + 1];
    }

    int weight(int index) {
        return weights[index];
    }
}

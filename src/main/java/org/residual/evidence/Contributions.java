package org.residual.evidence;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Divides logits among the positions of the features. All sums are in double precision, so they can differ slightly
 * from the network's in float32.
 *
 * @param pooling between features and output layer
 * @param output the output layer
 */
public record Contributions(Pooling pooling, OutputLayer output) {
    /** Largest allowed difference from the network's own logits, relative to their magnitude. */
    private static final double TOLERANCE = 1e-4;

    /**
     * @param features of an image, [channels, height, width] in row-major order, from its position to its limit;
     *     channels beyond those of the output layer are ignored
     * @param grid of the features
     * @param logProbabilities the network's answer for that image
     * @param count how many of the most probable classes, from 1 to all
     * @return the contributions of the positions to them
     * @throws IllegalStateException if the features do not match the answer, which is a fault of the engine
     */
    public Evidence of(FloatBuffer features, MapGrid grid, float[] logProbabilities, int count) {
        // A second class, since differences of logits are checked.
        int[] classes = MostProbable.of(logProbabilities, Math.max(2, count));
        double[][] maps = maps(features, grid.positions(), classes);
        List<ClassEvidence> evidence = new ArrayList<>(classes.length);
        for (int i = 0; i < classes.length; i++) {
            double bias = output.bias(classes[i]);
            double logit = bias + Arrays.stream(maps[i]).sum();
            evidence.add(new ClassEvidence(classes[i], logit, bias, floats(maps[i])));
        }
        requireAgreement(evidence, logProbabilities);
        return new Evidence(grid, evidence.subList(0, Math.min(count, classes.length)));
    }

    private double[][] maps(FloatBuffer features, int positions, int[] classes) {
        double[][] maps = new double[classes.length][positions];
        float[][] weights = new float[classes.length][];
        Arrays.setAll(weights, i -> output.weights(classes[i]));
        float[] channel = new float[positions];
        double[] values = new double[positions];
        for (int k = 0; k < weights[0].length; k++) {
            features.get(channel);
            for (int position = 0; position < positions; position++) {
                values[position] = channel[position];
            }
            pooled(values);
            for (int i = 0; i < classes.length; i++) {
                add(maps[i], weights[i][k], values);
            }
        }
        return maps;
    }

    /** Replaced by the contribution of each position to the pooled value. */
    private void pooled(double[] values) {
        if (pooling == Pooling.MEAN) {
            for (int position = 0; position < values.length; position++) {
                values[position] /= values.length;
            }
            return;
        }
        double most = Double.NEGATIVE_INFINITY;
        int ties = 0;
        for (double value : values) {
            ties = value > most ? 1 : ties + (value == most ? 1 : 0);
            most = Math.max(most, value);
        }
        for (int position = 0; position < values.length; position++) {
            values[position] = values[position] == most ? most / ties : 0;
        }
    }

    private static void add(double[] sums, double weight, double[] values) {
        for (int position = 0; position < sums.length; position++) {
            sums[position] += weight * values[position];
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static void requireAgreement(List<ClassEvidence> evidence, float[] logProbabilities) {
        ClassEvidence first = evidence.get(0);
        for (ClassEvidence other : evidence) {
            double expected = (double) logProbabilities[first.index()] - logProbabilities[other.index()];
            double actual = first.logit() - other.logit();
            double magnitude = Math.max(1, Math.max(Math.abs(first.logit()), Math.abs(other.logit())));
            if (!(Math.abs(expected - actual) <= TOLERANCE * magnitude)) {
                throw new IllegalStateException(String.format(
                        Locale.ROOT,
                        "The features put class %d %s before class %d, the network %s.",
                        first.index(),
                        actual,
                        other.index(),
                        expected));
            }
        }
    }
}

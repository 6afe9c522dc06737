package org.residual.training.report;

/**
 * What a network makes of images whose classes are known.
 *
 * @param labels the classes
 * @param answers the most probable class of each image
 * @param logProbabilities of those
 * @param loss mean negative log-likelihood of the classes; not a number if there are no images
 */
public record Evaluation(int[] labels, int[] answers, float[] logProbabilities, double loss) {

    boolean isRight(int image) {
        return answers[image] == labels[image];
    }

    /** Share of the images that are classified right; not a number if there are none. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += isRight(i) ? 1 : 0;
        }
        return labels.length == 0 ? Double.NaN : (double) right / labels.length;
    }
}

package org.residual.training.report;

/**
 * The answers of a network for images with known classes.
 *
 * @param labels the classes
 * @param answers the most probable class of each image
 * @param logProbabilities of those
 * @param loss mean negative log-likelihood of the classes; NaN if there are no images
 */
public record Evaluation(int[] labels, int[] answers, float[] logProbabilities, double loss) {

    boolean isRight(int image) {
        return answers[image] == labels[image];
    }

    /** Share of the images that are classified correctly; NaN if there are none. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += isRight(i) ? 1 : 0;
        }
        return labels.length == 0 ? Double.NaN : (double) right / labels.length;
    }
}

package org.residual.training.report;

/**
 * The result of an epoch.
 *
 * @param number from 1
 * @param loss mean negative log-likelihood of the training images
 * @param validationLoss that of the validation images; NaN if there are none
 * @param accuracy share of the validation images that are classified correctly; NaN if there are none
 * @param learningRate of the last step
 * @param seconds that it took
 */
public record Epoch(
        int number, double loss, double validationLoss, double accuracy, double learningRate, double seconds) {

    /**
     * @param later another epoch
     * @return more than 0 if this one is better, by its accuracy and then its validation loss; less if the later one
     *     is; 0 if they are equal, as without validation images
     */
    public int compareQuality(Epoch later) {
        if (Double.isNaN(accuracy)) {
            return 0;
        }
        int byAccuracy = Double.compare(accuracy, later.accuracy);
        return byAccuracy == 0 ? Double.compare(later.validationLoss, validationLoss) : byAccuracy;
    }
}

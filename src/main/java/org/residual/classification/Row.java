package org.residual.classification;

import org.residual.inference.request.Prediction;

/**
 * What is written about an image.
 *
 * @param filename the image's name
 * @param prediction null if it is broken
 * @param error the sentence that says what is wrong with it; null if nothing is
 */
record Row(String filename, Prediction prediction, String error) {
    static Row answered(String filename, Prediction prediction) {
        return new Row(filename, prediction, null);
    }

    static Row broken(String filename, String error) {
        return new Row(filename, null, error);
    }

    WrittenRow written() {
        return new WrittenRow(filename, prediction == null ? WrittenRow.BROKEN : prediction.argmax());
    }
}

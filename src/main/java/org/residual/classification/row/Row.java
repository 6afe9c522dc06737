package org.residual.classification.row;

import org.jspecify.annotations.Nullable;
import org.residual.inference.request.Prediction;

/**
 * What is written about an image.
 *
 * @param filename the image's name
 * @param prediction null if it is broken
 * @param error the sentence that says what is wrong with it; null if nothing is
 */
public record Row(
        String filename,
        @Nullable Prediction prediction,
        @Nullable String error) {
    public static Row answered(String filename, Prediction prediction) {
        return new Row(filename, prediction, null);
    }

    public static Row broken(String filename, String error) {
        return new Row(filename, null, error);
    }

    public WrittenRow written() {
        return new WrittenRow(filename, prediction == null ? WrittenRow.BROKEN : prediction.argmax());
    }
}

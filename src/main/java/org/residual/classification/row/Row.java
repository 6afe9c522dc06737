package org.residual.classification.row;

import org.jspecify.annotations.Nullable;
import org.residual.inference.request.Prediction;

/**
 * The row of an image.
 *
 * @param filename the image's name
 * @param prediction null if the image is broken
 * @param error a sentence that says what is wrong with the image; null if it was classified
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

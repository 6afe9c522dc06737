package org.residual.training.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * Images to train with, and images for measuring the accuracy.
 *
 * @param training at least one
 * @param validation may be empty
 * @param labels names of the classes, in their order
 */
public record TrainingData(LabelledImages training, LabelledImages validation, List<String> labels) {
    public TrainingData {
        labels = List.copyOf(labels);
        if (training.isEmpty()) {
            throw new IllegalArgumentException("There is no image to train with.");
        }
    }

    /** @return a fingerprint of the images: their number, and a checksum of their names and classes */
    public String fingerprint() {
        CRC32C sum = new CRC32C();
        for (LabelledImages images : List.of(training, validation)) {
            for (int i = 0; i < images.size(); i++) {
                sum.update((images.label(i) + " " + images.name(i) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return String.format(
                Locale.ROOT,
                "%d images of %s with the sum %08x",
                training.size() + validation.size(),
                labels,
                sum.getValue());
    }
}

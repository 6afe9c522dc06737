package org.residual.training;

import java.util.List;

/**
 * Images to train with and images, never trained with, to measure the accuracy on.
 *
 * @param training at least one
 * @param validation may be empty
 * @param labels names of the classes, in their order
 */
record LabelledImages(List<LabelledImage> training, List<LabelledImage> validation, List<String> labels) {
    LabelledImages {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        labels = List.copyOf(labels);
        if (training.isEmpty()) {
            throw new IllegalArgumentException("There is no image to train with.");
        }
    }
}

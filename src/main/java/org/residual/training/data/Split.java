package org.residual.training.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.residual.training.data.LabelledImages.Entry;

/**
 * Images for training and, a share of each class, for validation.
 *
 * @param training at least one of each class
 * @param validation none if the share is 0
 */
public record Split(List<Entry> training, List<Entry> validation) {

    /**
     * @param entries class by class
     * @param share of each class for validation, at least 0 and less than 1
     * @param seed decides which
     * @throws IllegalArgumentException if the share is out of range
     */
    public static Split of(List<Entry> entries, double share, long seed) {
        requireShare(share);
        Random random = new Random(seed);
        List<Entry> training = new ArrayList<>();
        List<Entry> validation = new ArrayList<>();
        for (int from = 0, to; from < entries.size(); from = to) {
            to = from;
            while (to < entries.size()
                    && entries.get(to).label() == entries.get(from).label()) {
                to++;
            }
            List<Entry> ofClass = new ArrayList<>(entries.subList(from, to));
            Collections.shuffle(ofClass, random);
            int kept = Math.min((int) Math.round(share * ofClass.size()), ofClass.size() - 1);
            validation.addAll(ofClass.subList(0, kept));
            training.addAll(ofClass.subList(kept, ofClass.size()));
        }
        return new Split(training, validation);
    }

    /**
     * @param share for validation
     * @throws IllegalArgumentException if it is out of range
     */
    public static void requireShare(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "The share for validation must be at least 0 and less than 1, not " + share + ".");
        }
    }
}

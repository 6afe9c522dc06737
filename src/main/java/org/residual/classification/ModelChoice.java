package org.residual.classification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which version of which model is to answer.
 *
 * @param model its name
 * @param version its number; null stands for the one that the service would answer with
 * @param store the folder or bucket of the models; null stands for what the settings say
 * @param settings of the service, such as {@code --residual.predictors.count=1}
 */
public record ModelChoice(
        String model, @Nullable Long version, @Nullable String store, List<String> settings) {
    /** Copies the list. */
    public ModelChoice {
        settings = List.copyOf(settings);
    }
}

package org.residual.classification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The choice of a version of a model.
 *
 * @param model the model's name
 * @param version the version's number; null stands for the one that the service would use
 * @param store the folder or bucket of the models; null stands for the one in the settings
 * @param settings of the service, such as {@code --residual.predictors.count=1}
 */
public record ModelChoice(
        String model, @Nullable Long version, @Nullable String store, List<String> settings) {
    /** Copies the list. */
    public ModelChoice {
        settings = List.copyOf(settings);
    }
}

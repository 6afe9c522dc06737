package org.residual.web.predict;

import java.util.List;
import org.residual.inference.model.ModelResolver;
import org.residual.store.ModelStore;
import org.residual.store.listing.PassedOver;
import org.residual.web.request.DefaultModel;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Lists the models. */
@RestController
final class ModelsController {
    private final ModelStore store;
    private final ModelResolver models;
    private final DefaultModel defaultModel;

    ModelsController(ModelStore store, ModelResolver models, DefaultModel defaultModel) {
        this.store = store;
        this.models = models;
        this.defaultModel = defaultModel;
    }

    /**
     * @param defaultModel the model that answers requests that name none
     * @param models all models, by name
     * @param passedOver entries of the store that belong to no version, but look as if they should
     */
    record ModelList(String defaultModel, List<ModelDescription> models, List<PassedOver> passedOver) {}

    @GetMapping("/models")
    ModelList models() {
        return new ModelList(
                defaultModel.name(),
                store.models().stream().map(ModelDescription::of).toList(),
                store.passedOver());
    }

    @GetMapping("/models/{model}")
    ModelDescription model(@PathVariable String model) {
        return ModelDescription.of(models.model(model));
    }
}

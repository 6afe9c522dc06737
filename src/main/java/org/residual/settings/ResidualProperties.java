package org.residual.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.Set;
import java.util.TreeSet;
import org.residual.store.HeldModels;
import org.residual.store.file.VersionFolder;
import org.residual.web.access.CrossOrigin;
import org.residual.web.limits.RequestLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the service.
 *
 * @param modelStore where the models are
 * @param store how that is followed
 * @param defaultModel the model that answers requests that name none; null stands for the only one, or otherwise
 *     {@value #SHIPPED}
 * @param requiredModels models that must be ready for the service to be ready
 * @param predictors the predictors
 * @param grpc the protocol for inference over gRPC
 * @param limits of a request
 * @param access control
 * @param cors other origins whose pages may send requests
 * @param shutdown how it stops
 */
@Validated
@ConfigurationProperties(prefix = "residual", ignoreUnknownFields = false)
public record ResidualProperties(
        @NotNull @DefaultValue("model-store") StoreLocation modelStore,
        @Valid @NotNull @DefaultValue StoreProperties store,
        @NotBlank String defaultModel,
        @NotNull @DefaultValue Set<String> requiredModels,
        @Valid @NotNull @DefaultValue PredictorProperties predictors,
        @Valid @NotNull @DefaultValue GrpcProperties grpc,
        @Valid @NotNull @DefaultValue RequestLimits limits,
        @Valid @NotNull @DefaultValue AccessProperties access,
        @Valid @NotNull @DefaultValue CrossOrigin cors,
        @Valid @NotNull @DefaultValue ShutdownProperties shutdown) {
    private static final String SHIPPED = "digits-resnet";

    /**
     * @throws IllegalArgumentException if the name of a required model is invalid, or the folder of a single model is
     *     in a bucket
     */
    public ResidualProperties {
        defaultModel = defaultModel == null ? store.onlyModel().orElse(SHIPPED) : defaultModel;
        if (store.onlyModel().isPresent() && modelStore instanceof StoreLocation.Bucket) {
            throw new IllegalArgumentException(
                    "residual.store.single-model: a bucket holds a folder for each model; for a single model's "
                            + "folder, set residual.model-store to a folder on this machine.");
        }
        requiredModels = Set.copyOf(requiredModels);
        requiredModels.forEach(ResidualProperties::requireName);
        heldModels(store, modelsToBeReady(store, requiredModels, defaultModel));
    }

    private static HeldModels heldModels(StoreProperties store, Set<String> always) {
        try {
            return store.loadedModels() == null ? HeldModels.all() : HeldModels.atMost(store.loadedModels(), always);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("residual.store.loaded-models: " + e.getMessage());
        }
    }

    /** Which models are loaded. */
    public HeldModels heldModels() {
        return heldModels(store, modelsToBeReady());
    }

    private static void requireName(String model) {
        if (!VersionFolder.isModel(model)) {
            throw new IllegalArgumentException("residual.required-models: '" + model
                    + "' is not a valid name of a model: use letters, digits, . _ and -, such as digits-resnet.");
        }
    }

    /** The named models, and the default one unless the store may be empty. */
    public Set<String> modelsToBeReady() {
        return modelsToBeReady(store, requiredModels, defaultModel);
    }

    private static Set<String> modelsToBeReady(StoreProperties store, Set<String> required, String defaultModel) {
        Set<String> names = new TreeSet<>(required);
        if (!store.mayBeEmpty()) {
            names.add(defaultModel);
        }
        return names;
    }
}

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
 * The configuration.
 *
 * @param modelStore where the models are
 * @param store how that is followed
 * @param defaultModel the model that answers where a request names none; null stands for the only one, or else for
 *     {@value #SHIPPED}
 * @param requiredModels models that have to be ready for the service to be
 * @param predictors who runs the networks
 * @param grpc the protocol for inference over gRPC
 * @param limits what a request may ask for
 * @param access who may ask
 * @param cors which pages of other origins may ask
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
     * @throws IllegalArgumentException if no model may have a name that is required, or a bucket is to be the folder of
     *     one model
     */
    public ResidualProperties {
        defaultModel = defaultModel == null ? store.onlyModel().orElse(SHIPPED) : defaultModel;
        if (store.onlyModel().isPresent() && modelStore instanceof StoreLocation.Bucket) {
            throw new IllegalArgumentException(
                    "residual.store.single-model: a bucket holds a folder for each model; only a folder of this machine,"
                            + " in residual.model-store, can be that of one model.");
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

    /** Those that are named, and the default one unless the store may be empty. */
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

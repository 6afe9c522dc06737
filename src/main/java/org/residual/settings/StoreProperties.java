package org.residual.settings;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.VersionFolder;
import org.residual.store.listing.VersionPolicy;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the model store is followed while the service runs.
 *
 * @param singleModel the name of the only model, whose folder the store is; null if it holds a folder per model
 * @param loadedModels how many models are loaded at a time, the most recently requested ones; null stands for all
 * @param versions which versions of a model are held: {@code all}, {@code latest}, {@code latest:3} or such as
 *     {@code 2,5}
 * @param mayBeEmpty whether the service is ready without its default model, which is loaded later
 * @param watch whether changes on the disk are followed
 * @param pollInterval how often the disk is checked where it does not report changes
 * @param settleTime how long the files of a version must have been unchanged before they are loaded
 * @param stuckAfter how long a look at the store may make no progress before the service counts as not alive
 * @param cache the folder of the cached copies of buckets; null stands for {@code .cache/residual} in the user's home
 * @param s3 the connection to buckets
 */
public record StoreProperties(
        @Nullable String singleModel,
        @Nullable Integer loadedModels,
        @NotNull @DefaultValue("all") String versions,
        @DefaultValue("false") boolean mayBeEmpty,
        @DefaultValue("true") boolean watch,
        @DurationMin(millis = 10) @DefaultValue("5s") Duration pollInterval,
        @DurationMin(millis = 0) @DefaultValue("2s") Duration settleTime,
        @DurationMin(seconds = 1) @DefaultValue("10m") Duration stuckAfter,
        Path cache,
        @Valid @NotNull @DefaultValue S3Properties s3) {
    /** @throws IllegalArgumentException if {@code versions} is invalid */
    public StoreProperties {
        cache = cache == null ? Path.of(System.getProperty("user.home"), ".cache", "residual") : cache;
        if (singleModel != null && !VersionFolder.isModel(singleModel)) {
            throw new IllegalArgumentException("residual.store.single-model: '" + singleModel
                    + "' is not a valid name of a model: use letters, digits, . _ and -, such as digits.");
        }
        try {
            VersionPolicy.parse(versions);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("residual.store.versions: " + e.getMessage());
        }
    }

    /** The name of the model whose folder the store is; empty if it holds a folder per model. */
    Optional<String> onlyModel() {
        return Optional.ofNullable(singleModel);
    }
}

package org.residual.configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.residual.background.BackgroundLoops;
import org.residual.bucket.BucketLocation;
import org.residual.bucket.BucketObjects;
import org.residual.classification.AnsweringVersion;
import org.residual.classification.ModelChoice;
import org.residual.inference.predictor.Placement;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.predictor.PredictorWatch;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.InferenceListener;
import org.residual.memory.RequestMemory;
import org.residual.nn.device.TorchEngine;
import org.residual.settings.ResidualProperties;
import org.residual.store.SingleVersion;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

/** Builds the service's prediction stack for one version of a model, without the service. */
public final class OfflineVersions implements AnsweringVersion.Opening {
    /** Requests per predictor: one that is run, one that is decoded, and some that are late. */
    private static final int BATCHES_IN_FLIGHT = 3;

    private final ResidualConfiguration parts = new ResidualConfiguration();
    private final BiFunction<ResidualProperties, BackgroundLoops, Origin> origins;

    public OfflineVersions() {
        this(new ResidualConfiguration()::modelOrigin);
    }

    /**
     * @param origins opens the origin of the models
     */
    OfflineVersions(BiFunction<ResidualProperties, BackgroundLoops, Origin> origins) {
        this.origins = origins;
    }

    @Override
    public AnsweringVersion open(ModelChoice choice, Consumer<String> warnings) {
        ResidualProperties properties = OfflineSettings.read(arguments(choice));
        Placement placement = parts.placement(properties, TorchEngine::gpus);
        BackgroundLoops loops = parts.backgroundLoops();
        RequestMemory memory = parts.requestMemory(properties);
        VersionLoader loader = parts.versionLoader(parts.engines(properties), placement, memory, loops);
        ReadyVersion version = load(choice, properties, loader, loops, warnings);
        PredictorPool predictors = parts.predictorPool(properties, placement, InferenceListener.NONE);
        PredictorWatch predictorWatch = parts.predictorWatch(predictors, properties, loops);
        AnswerWatch answerWatch = parts.answerWatch(loops);
        BucketObjects images = new BucketObjects(properties.store().s3().settings());
        return new AnsweringVersion(
                version,
                parts.classifier(properties, memory, predictors, answerWatch, InferenceListener.NONE),
                memory.bodies(),
                properties.limits().bytes().toBytes(),
                BATCHES_IN_FLIGHT
                        * placement.predictors().size()
                        * placement.limits().images(),
                new BucketImages(images),
                () -> {
                    images.close();
                    predictors.close();
                    answerWatch.close();
                    predictorWatch.close();
                    version.close();
                });
    }

    @Override
    public void requireObjects(String uri) {
        BucketLocation.parse(uri);
    }

    private static List<String> arguments(ModelChoice choice) {
        List<String> arguments = new ArrayList<>(choice.settings());
        if (choice.store() != null) {
            arguments.add("--residual.model-store=" + choice.store());
        }
        return arguments;
    }

    private ReadyVersion load(
            ModelChoice choice,
            ResidualProperties properties,
            VersionLoader loader,
            BackgroundLoops loops,
            Consumer<String> warnings) {
        // Closed once the version is in memory: other processes may then use the cache of a bucket.
        try (Origin origin = origins.apply(properties, loops)) {
            VersionPolicy policy = VersionPolicy.parse(properties.store().versions());
            return new SingleVersion(origin, loader, policy).load(choice.model(), choice.version(), warnings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

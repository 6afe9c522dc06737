package org.residual.configuration;

import java.io.IOException;
import java.time.Duration;
import org.residual.background.BackgroundLoops;
import org.residual.engine.Engines;
import org.residual.image.ImageDecoder;
import org.residual.inference.Classifier;
import org.residual.inference.admission.Admission;
import org.residual.inference.admission.RefusalPace;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.model.Readiness;
import org.residual.inference.predictor.Placement;
import org.residual.inference.predictor.PredictorPool;
import org.residual.inference.predictor.PredictorWatch;
import org.residual.inference.request.AnswerWatch;
import org.residual.inference.request.InferenceListener;
import org.residual.memory.NativeMemoryLeft;
import org.residual.memory.RequestMemory;
import org.residual.nn.device.NativeAllocator;
import org.residual.nn.device.TorchEngine;
import org.residual.settings.ResidualProperties;
import org.residual.settings.StoreProperties;
import org.residual.store.ModelStore;
import org.residual.store.StoreWatcher;
import org.residual.store.listing.Origin;
import org.residual.store.listing.VersionPolicy;
import org.residual.store.loading.ModelMemory;
import org.residual.store.loading.VersionLoader;
import org.residual.web.access.CrossOrigin;
import org.residual.web.limits.RequestLimits;
import org.residual.web.request.DefaultModel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Builds the service from its settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResidualProperties.class)
class ResidualConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ResidualConfiguration.class);

    /** Refusals per second. One takes some tenths of a millisecond, including its client's part. */
    private static final int REFUSALS_A_PROCESSOR = 100;

    /** A burst on one model leaves threads for the others. */
    private static final int THREADS_A_PLACE = 4;

    private static final int THREADS_A_SLOW_REQUEST = 2;

    private static final Duration LOOK_AFTER_CLIENTS = Duration.ofMillis(250);

    @Bean
    BackgroundLoops backgroundLoops() {
        return new BackgroundLoops(System::nanoTime);
    }

    @Bean
    @DependsOn("stopSignal")
    Origin modelOrigin(ResidualProperties properties, BackgroundLoops loops) {
        return properties.modelStore().open(properties.store(), () -> loops.progressed(StoreWatcher.LOOP));
    }

    @Bean
    VisibleGpus visibleGpus() {
        return TorchEngine::gpus;
    }

    @Bean
    Placement placement(ResidualProperties properties, VisibleGpus gpus) {
        return properties.predictors().placement(gpus.list());
    }

    @Bean
    Engines engines(ResidualProperties properties) {
        LOG.info("{}", NativeAllocator.ofThisProcess().tune());
        Engines engines = properties.predictors().engine().among(Engines.installed());
        engines.start();
        return engines;
    }

    @Bean
    VersionLoader versionLoader(Engines engines, Placement placement, RequestMemory requests, BackgroundLoops loops) {
        ModelMemory memory = new ModelMemory(
                () -> Math.max(0, NativeMemoryLeft.bytes() - requests.decoders().limit()),
                NativeMemoryLeft.directLimit(),
                Runtime.getRuntime().maxMemory(),
                requests.largestImages());
        return new VersionLoader(
                engines,
                placement.devices(),
                placement.limits().images(),
                memory,
                () -> loops.progressed(StoreWatcher.LOOP));
    }

    @Bean
    StopSignal stopSignal(VersionLoader loader) {
        return new StopSignal(loader, Thread.currentThread());
    }

    @Bean
    ModelStore modelStore(Origin origin, VersionLoader loader, ResidualProperties properties) {
        return ModelStore.open(
                origin,
                loader,
                VersionPolicy.parse(properties.store().versions()),
                properties.heldModels(),
                properties.store().settleTime(),
                System::nanoTime);
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "residual.store.watch", matchIfMissing = true)
    StoreWatcher storeWatcher(ModelStore store, ResidualProperties properties, BackgroundLoops loops)
            throws IOException {
        StoreProperties following = properties.store();
        return new StoreWatcher(store, following.pollInterval(), following.settleTime(), following.stuckAfter(), loops);
    }

    /** Depends on the store so that at the end the store is closed after the last prediction. */
    @Bean
    @DependsOn("modelStore")
    PredictorPool predictorPool(ResidualProperties properties, Placement placement, InferenceListener listener) {
        return new PredictorPool(placement, properties.predictors().drainTime(), listener);
    }

    @Bean
    PredictorWatch predictorWatch(PredictorPool predictors, ResidualProperties properties, BackgroundLoops loops) {
        return new PredictorWatch(predictors, properties.predictors().stuckAfter(), loops);
    }

    @Bean
    AnswerWatch answerWatch(BackgroundLoops loops) {
        return new AnswerWatch(LOOK_AFTER_CLIENTS, loops);
    }

    @Bean
    Admission admission(
            Placement placement,
            AnswerWatch watch,
            BackgroundLoops loops,
            @Value("${server.tomcat.threads.max}") int threads) {
        int places = Math.max(1, Math.min(placement.limits().requests(), threads / THREADS_A_PLACE));
        RefusalPace refusals =
                new RefusalPace(REFUSALS_A_PROCESSOR * Runtime.getRuntime().availableProcessors(), System::nanoTime);
        return new Admission(places, threads / THREADS_A_SLOW_REQUEST, refusals, watch, System::nanoTime, loops);
    }

    @Bean
    RequestMemory requestMemory(ResidualProperties properties) {
        return new RequestMemory(
                properties.limits().memory().toBytes(),
                properties.limits().decoderMemory().toBytes());
    }

    @Bean
    Classifier classifier(
            ResidualProperties properties,
            RequestMemory memory,
            PredictorPool predictors,
            AnswerWatch watch,
            InferenceListener listener) {
        ImageDecoder decoder =
                new ImageDecoder(properties.limits().pixels(), memory.decoders().limit());
        LOG.info("JPEG is decoded by {}", decoder.jpegDecoder());
        return new Classifier(decoder, Runtime.getRuntime().availableProcessors(), memory, predictors, watch, listener);
    }

    @Bean
    ModelResolver modelResolver(ModelStore store) {
        return new ModelResolver(store);
    }

    @Bean
    Readiness readiness(ModelStore store, ResidualProperties properties) {
        return new Readiness(
                store, properties.modelsToBeReady(), properties.requiredModels().isEmpty());
    }

    @Bean
    RequestLimits requestLimits(ResidualProperties properties) {
        return properties.limits();
    }

    @Bean
    CrossOrigin crossOrigin(ResidualProperties properties) {
        return properties.cors();
    }

    @Bean
    DefaultModel defaultModel(ResidualProperties properties) {
        return new DefaultModel(properties.defaultModel());
    }
}

package org.residual.configuration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import org.residual.background.BackgroundLoops;
import org.residual.inference.admission.Admission;
import org.residual.inference.predictor.PredictorPool;
import org.residual.memory.RequestMemory;
import org.residual.metrics.BackgroundMetrics;
import org.residual.metrics.GpuMetrics;
import org.residual.metrics.MemoryMetrics;
import org.residual.metrics.ModelMetrics;
import org.residual.metrics.NvidiaGpu;
import org.residual.metrics.PredictorMetrics;
import org.residual.metrics.RequestSpans;
import org.residual.metrics.ServingMetrics;
import org.residual.metrics.WholeScrapes;
import org.residual.settings.ResidualProperties;
import org.residual.store.ModelStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The metrics of the service. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
    @Bean
    WholeScrapes wholeScrapes() {
        return new WholeScrapes();
    }

    @Bean
    ServingMetrics servingMetrics(MeterRegistry registry) {
        return new ServingMetrics(registry);
    }

    @Bean
    RequestSpans requestSpans(Tracer tracer) {
        return new RequestSpans(tracer);
    }

    @Bean
    ModelMetrics modelMetrics(
            MeterRegistry registry,
            WholeScrapes scrapes,
            ModelStore store,
            PredictorPool predictors,
            Admission admission,
            ServingMetrics serving) {
        return new ModelMetrics(registry, scrapes, store, predictors, admission, serving);
    }

    @Bean
    PredictorMetrics predictorMetrics(PredictorPool predictors, ResidualProperties properties) {
        return new PredictorMetrics(predictors, properties.limits().timeout());
    }

    @Bean
    BackgroundMetrics backgroundMetrics(BackgroundLoops loops) {
        return new BackgroundMetrics(loops);
    }

    @Bean
    MemoryMetrics memoryMetrics(RequestMemory requests) {
        return new MemoryMetrics(requests.budgets());
    }

    @Bean
    GpuMetrics gpuMetrics() {
        return new GpuMetrics(NvidiaGpu.all());
    }
}

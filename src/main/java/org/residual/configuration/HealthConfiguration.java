package org.residual.configuration;

import org.residual.background.BackgroundLoops;
import org.residual.health.BackgroundHealth;
import org.residual.health.ModelsHealth;
import org.residual.health.PredictorsHealth;
import org.residual.inference.model.Readiness;
import org.residual.inference.predictor.PredictorPool;
import org.residual.store.ModelStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health checks for orchestrators. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
    @Bean
    PredictorsHealth predictorsHealthIndicator(PredictorPool predictors) {
        return new PredictorsHealth(predictors::states);
    }

    @Bean
    BackgroundHealth backgroundHealthIndicator(BackgroundLoops loops) {
        return new BackgroundHealth(loops);
    }

    @Bean
    ModelsHealth modelsHealthIndicator(ModelStore store, Readiness readiness) {
        return new ModelsHealth(store, readiness);
    }
}

package org.residual.configuration;

import java.io.IOException;
import java.util.List;
import org.residual.access.Credentials;
import org.residual.grpc.GrpcEndpoint;
import org.residual.grpc.GrpcLimits;
import org.residual.grpc.GrpcServer;
import org.residual.grpc.ServedModels;
import org.residual.inference.Classifier;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.model.Readiness;
import org.residual.inference.model.ServingStatistics;
import org.residual.inference.predictor.Placement;
import org.residual.inference.request.RequestListener;
import org.residual.memory.RequestMemory;
import org.residual.protocol.ModelReports;
import org.residual.protocol.model.ModelRepository;
import org.residual.settings.ResidualProperties;
import org.residual.store.ModelStore;
import org.residual.web.limits.RequestLimits;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Open Inference Protocol. */
@Configuration(proxyBeanMethods = false)
class ProtocolConfiguration {
    @Bean
    ModelReports modelReports(
            ModelResolver models, ServingStatistics statistics, Placement placement, ResidualProperties properties) {
        return new ModelReports(
                models, statistics, placement, properties.limits().images());
    }

    @Bean
    ModelRepository modelRepository(ModelStore store) {
        return new ModelRepository(store);
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "residual.grpc.enabled")
    ServedModels servedModels(
            ModelResolver models,
            Readiness readiness,
            Classifier classifier,
            ModelReports reports,
            ModelRepository repository) {
        return new ServedModels(models, readiness, classifier, reports, repository);
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "residual.grpc.enabled")
    GrpcServer grpcServer(
            ResidualProperties properties,
            SslBundles bundles,
            Credentials credentials,
            ServedModels served,
            List<RequestListener> listeners,
            RequestMemory memory)
            throws IOException {
        RequestLimits limits = properties.limits();
        return new GrpcServer(
                new GrpcEndpoint(
                        properties.grpc().port(),
                        GrpcTls.of(properties.grpc(), bundles),
                        properties.predictors().drainTime()),
                credentials,
                served,
                listeners,
                new GrpcLimits(
                        Math.toIntExact(limits.bytes().toBytes()),
                        limits.images(),
                        limits.timeout(),
                        limits.longestTimeout()),
                memory);
    }
}

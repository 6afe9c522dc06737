package org.residual.grpc;

import org.residual.inference.Classifier;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.model.Readiness;
import org.residual.protocol.ModelReports;
import org.residual.protocol.model.ModelRepository;

/**
 * The services behind the calls.
 *
 * @param models that answer
 * @param readiness of the required models
 * @param classifier for predictions
 * @param reports about models
 * @param repository loads and unloads models
 */
public record ServedModels(
        ModelResolver models,
        Readiness readiness,
        Classifier classifier,
        ModelReports reports,
        ModelRepository repository) {}

package org.residual.grpc;

import org.residual.inference.Classifier;
import org.residual.inference.model.ModelResolver;
import org.residual.inference.model.Readiness;
import org.residual.protocol.ModelReports;
import org.residual.protocol.model.ModelRepository;

/**
 * What calls are about.
 *
 * @param models answer
 * @param readiness tells whether those are ready that have to be
 * @param classifier classifies
 * @param reports tell of them
 * @param repository loads and unloads them
 */
public record ServedModels(
        ModelResolver models,
        Readiness readiness,
        Classifier classifier,
        ModelReports reports,
        ModelRepository repository) {}

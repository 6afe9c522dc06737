package org.residual.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.testcontainers.DockerClientFactory;

/** The extension behind {@link NeedsDocker}. */
final class DockerEngine implements ExecutionCondition, ParameterResolver {
    private static final String MISSING = "The image is tested with a Docker engine, and none answers here.";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return ConditionEvaluationResult.enabled("Each test is skipped by itself, so that it is named.");
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("A Docker engine answers.");
        }
        if (System.getenv("CI") != null) {
            throw new IllegalStateException(MISSING);
        }
        return ConditionEvaluationResult.disabled(MISSING);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == ServiceImage.class || type == ServiceContainer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // An object in the root store lives as long as the run, and is closed at its end.
        Store kept = context.getRoot().getStore(Namespace.create(DockerEngine.class));
        ServiceImage image = kept.computeIfAbsent(ServiceImage.class, type -> ServiceImage.build(), ServiceImage.class);
        return parameter.getParameter().getType() == ServiceImage.class
                ? image
                : kept.computeIfAbsent(ServiceContainer.class, type -> started(image), ServiceContainer.class);
    }

    private static ServiceContainer started(ServiceImage image) {
        ServiceContainer container = new ServiceContainer(image).withFewestRights();
        container.start();
        return container;
    }
}

package org.residual.settings.source;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Removes the variables that Kubernetes, and Docker's links, put into the environment for each service: those of a
 * service called {@code residual}, {@code residual-grpc} or {@code server} look like settings, but are not.
 */
public final class ServiceVariables implements EnvironmentPostProcessor, Ordered {
    private static final Pattern NAME =
            Pattern.compile(".+_SERVICE_(?:HOST|PORT(?:_.+)?)|.+_PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?");
    private static final Pattern PORT = Pattern.compile(".+_PORT");
    private static final Pattern ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*");

    /** Runs before any settings are read. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        hideIn(environment);
    }

    /** @param environment that they are removed from */
    public void hideIn(ConfigurableEnvironment environment) {
        MutablePropertySources sources = environment.getPropertySources();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        PropertySource<?> variables = sources.get(name);
        if (variables instanceof SystemEnvironmentPropertySource all) {
            Map<String, Object> settings = all.getSource().entrySet().stream()
                    .filter(variable -> !isOfAService(variable.getKey(), variable.getValue()))
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
            sources.replace(name, new SystemEnvironmentPropertySource(name, settings));
        }
    }

    private static boolean isOfAService(String name, Object value) {
        return NAME.matcher(name).matches()
                || PORT.matcher(name).matches()
                        && ADDRESS.matcher(value.toString()).matches();
    }
}

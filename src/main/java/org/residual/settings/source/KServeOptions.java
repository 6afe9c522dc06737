package org.residual.settings.source;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Converts the options with which KServe starts its servers, such as {@code --model_name=digits}, to settings. Only on
 * the command line: environment variables of such names belong to others.
 */
final class KServeOptions implements EnvironmentPostProcessor, Ordered {
    private static final Map<String, String> SETTINGS = Map.of(
            "model_name", "residual.store.single-model",
            "model_dir", "residual.model-store",
            "http_port", "server.port",
            "grpc_port", "residual.grpc.port",
            "enable_grpc", "residual.grpc.enabled");

    /** No setting of the service or of its framework has this form. */
    private static final Pattern OPTION = Pattern.compile("[a-z]+(?:_[a-z]+)+");

    /** Runs before any settings are read. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        PropertySource<?> arguments =
                environment.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
        if (arguments instanceof CommandLinePropertySource<?> commandLine) {
            Map<String, Object> settings = new HashMap<>();
            for (String name : commandLine.getPropertyNames()) {
                if (areNamed(name)) {
                    settings.put(setting(name), value(name, commandLine));
                }
            }
            // A setting by its own name takes precedence.
            environment.getPropertySources().addAfter(arguments.getName(), new MapPropertySource("KServe", settings));
        }
    }

    /**
     * @param name of an option
     * @return whether it has the form of KServe's options
     */
    static boolean areNamed(String name) {
        return OPTION.matcher(name).matches();
    }

    private static String setting(String name) {
        String setting = SETTINGS.get(name);
        if (setting == null) {
            throw new UnknownSettingException("There is no option '--" + name + "': of KServe's there are "
                    + SETTINGS.keySet().stream()
                            .sorted()
                            .map(known -> "--" + known)
                            .collect(Collectors.joining(", ")) + ".");
        }
        return setting;
    }

    private static String value(String name, CommandLinePropertySource<?> commandLine) {
        String value = commandLine.getProperty(name);
        if (value == null || value.isEmpty()) {
            throw new UnknownSettingException(
                    "The option '--" + name + "' has no value: write it as --" + name + "=VALUE.");
        }
        return value;
    }
}

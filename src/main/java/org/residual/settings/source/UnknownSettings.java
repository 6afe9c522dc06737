package org.residual.settings.source;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.residual.settings.ResidualProperties;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Stops the start if a setting of the service does not exist, wherever it is set: a mistyped limit would have no
 * effect. The framework itself ignores unknown names in the environment and in system properties.
 */
public final class UnknownSettings implements EnvironmentPostProcessor, Ordered {
    private static final String PREFIX = "residual";
    /** Variables of the launcher, and of image builds. */
    private static final Set<String> OF_OTHERS = Set.of(
            "RESIDUAL_JAR", "RESIDUAL_START_CACHE", "RESIDUAL_ALLOCATOR", "RESIDUAL_BASE_IMAGE", "RESIDUAL_JDK_IMAGE");

    /** The framework's own settings whose names have no dot. */
    private static final Set<String> OF_THE_FRAMEWORK = Set.of("debug", "trace");

    private final SettingNames names = new SettingNames(ResidualProperties.class, PREFIX);

    /** Runs after the files of settings have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        refuseIn(environment);
    }

    /**
     * @throws UnknownSettingException if a setting in any source of the environment does not exist
     */
    public void refuseIn(ConfigurableEnvironment environment) {
        PropertySource<?> arguments =
                environment.getPropertySources().get(CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME);
        if (arguments instanceof CommandLinePropertySource<?> commandLine) {
            Stream.of(commandLine.getPropertyNames()).forEach(UnknownSettings::requireDot);
        }
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> listed) {
                boolean variables =
                        source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
                for (String name : listed.getPropertyNames()) {
                    require(name, source.getName(), variables);
                }
            }
        }
    }

    /** Other arguments on the command line would be ignored, such as {@code --port=80}. */
    private static void requireDot(String name) {
        if (!name.contains(".") && !OF_THE_FRAMEWORK.contains(name) && !KServeOptions.areNamed(name)) {
            throw new UnknownSettingException(
                    "There is no setting '" + name + "': the names of settings have a dot, such as"
                            + " --server.port and --residual.model-store. docs/configuration.md lists them.");
        }
    }

    private void require(String name, String source, boolean variable) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean ours = lower.startsWith(PREFIX + ".") || variable && lower.startsWith(PREFIX + "_");
        if (ours && !names.contain(name) && !OF_OTHERS.contains(name)) {
            String nearest = names.nearest(name);
            throw new UnknownSettingException(name, source, variable ? asVariable(nearest) : nearest);
        }
    }

    private static String asVariable(String setting) {
        return setting.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }
}

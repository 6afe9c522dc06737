package org.residual.configuration;

import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ResourceUtils;

/**
 * Starts with the bean definitions that the build prepared: finding the beans takes a fifth of the start.
 *
 * <p>The build prepared them for the settings in application.yaml. With any other setting that could change which beans
 * exist, the service starts without them, as with {@code -Dspring.aot.enabled=false}.
 */
public final class PreparedBeans implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    /** Only settings with these prefixes affect the conditions of beans. */
    static final List<ConfigurationPropertyName> ROOTS = names("residual", "spring", "server", "management");

    /** Settings with these prefixes do not; whether the two ports are equal is checked separately. */
    static final List<ConfigurationPropertyName> WITHOUT_CONDITIONS = names(
            "residual",
            "spring.application.name",
            "spring.application.pid",
            "spring.application.version",
            "spring.context.exit",
            "spring.ssl",
            "server.address",
            "server.http2",
            "server.max-http-request-header-size",
            "server.port",
            "server.ssl",
            "server.tomcat",
            "management.server.address",
            "management.server.port");

    /** Except for these. */
    static final List<ConfigurationPropertyName> WITH_CONDITIONS =
            names("residual.grpc.enabled", "residual.store.watch");

    private static final String PACKAGED = "'class path resource [application.yaml]'";

    private final @Nullable URL initializer;

    /** @param application of these bean definitions */
    public PreparedBeans(Class<?> application) {
        this.initializer =
                application.getResource(application.getSimpleName() + "__ApplicationContextInitializer.class");
    }

    private static List<ConfigurationPropertyName> names(String... names) {
        return Stream.of(names).map(ConfigurationPropertyName::of).toList();
    }

    /** Runs after all settings have been read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        boolean isDecided = SpringProperties.getProperty(AotDetector.AOT_ENABLED) != null;
        if (!isDecided && arePackaged() && serveFor(event.getEnvironment())) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        }
    }

    /** In a folder of classes they may be older than the code. */
    private boolean arePackaged() {
        return initializer != null && !ResourceUtils.isFileURL(initializer);
    }

    /** @return whether the beans for these settings equal those of application.yaml alone */
    static boolean serveFor(ConfigurableEnvironment environment) {
        return ManagementPortType.get(environment) == ManagementPortType.DIFFERENT
                && environment.getPropertySources().stream()
                        .filter(source -> !source.getName().contains(PACKAGED))
                        .flatMap(PreparedBeans::names)
                        .allMatch(PreparedBeans::isWithoutCondition);
    }

    private static Stream<ConfigurationPropertyName> names(PropertySource<?> source) {
        return ConfigurationPropertySource.from(source) instanceof IterableConfigurationPropertySource listed
                ? listed.stream()
                : Stream.empty();
    }

    private static boolean isWithoutCondition(ConfigurationPropertyName name) {
        return !isBelow(ROOTS, name) || isBelow(WITHOUT_CONDITIONS, name) && !WITH_CONDITIONS.contains(name);
    }

    static boolean isBelow(List<ConfigurationPropertyName> ancestors, ConfigurationPropertyName name) {
        return ancestors.stream().anyMatch(ancestor -> ancestor.equals(name) || ancestor.isAncestorOf(name));
    }
}

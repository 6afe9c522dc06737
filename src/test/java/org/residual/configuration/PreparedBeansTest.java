package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.annotation.Condition;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PreparedBeansTest {
    private static final Map<String, Object> PORTS = Map.of("server.port", "8080", "management.server.port", "8081");

    /** The settings without those of this machine. */
    private static StandardEnvironment environment(PropertySource<?> settings) {
        StandardEnvironment environment = new StandardEnvironment() {
            @Override
            protected void customizePropertySources(MutablePropertySources sources) {
                // None.
            }
        };
        environment.getPropertySources().addFirst(new MapPropertySource("ports", PORTS));
        environment.getPropertySources().addFirst(settings);
        return environment;
    }

    private static boolean serveFor(String setting, String value) {
        return PreparedBeans.serveFor(environment(new MapPropertySource("settings", Map.of(setting, value))));
    }

    @ParameterizedTest
    @CsvSource({
        "residual.model-store, /models",
        "residual.limits.images, 4",
        "server.port, 80",
        "server.ssl.bundle, mine",
        "management.server.address, 0.0.0.0",
        "logging.level.root, debug",
        "java.io.tmpdir, /tmp",
    })
    void serveWhereTheBeansAreTheSame(String setting, String value) {
        assertThat(serveFor(setting, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "residual.grpc.enabled, true",
        "residual.grpc.enabled, false",
        "residual.store.watch, false",
        "spring.profiles.active, production",
        "spring.security.oauth2.resourceserver.jwt.issuer-uri, https://example.org",
        "management.endpoints.web.exposure.include, *",
        "server.forward-headers-strategy, framework",
    })
    void doNotServeWhereTheBeansMayBeOthers(String setting, String value) {
        assertThat(serveFor(setting, value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8080", "-1"})
    void doNotServeWithoutAPortOfTheManagementsOwn(String port) {
        assertThat(serveFor("management.server.port", port)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "RESIDUAL_STORE_WATCH, false",
        "RESIDUAL_GRPC_ENABLED, false",
        "MANAGEMENT_TRACING_ENABLED, false",
        "MANAGEMENT_SERVER_ADDRESS, true",
        "SERVER_MAXHTTPREQUESTHEADERSIZE, true",
        "RESIDUAL_LIMITS_IMAGES, true",
        "PATH, true",
    })
    void readVariablesAsTheFrameworkDoes(String variable, boolean serve) {
        PropertySource<?> variables = new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(variable, "true"));

        assertThat(PreparedBeans.serveFor(environment(variables))).isEqualTo(serve);
    }

    /** Here the code is in a folder, whether or not it has been packaged before. */
    @Test
    void areNotUsedOutsideOfAJarWhereTheyMayBeOld() {
        new PreparedBeans(ResidualApplication.class)
                .onApplicationEvent(new ApplicationEnvironmentPreparedEvent(
                        new DefaultBootstrapContext(),
                        new SpringApplication(ResidualApplication.class),
                        new String[0],
                        environment(new MapPropertySource("settings", Map.of()))));

        assertThat(SpringProperties.getProperty(AotDetector.AOT_ENABLED)).isNull();
    }

    /** Records which settings conditions ask for. */
    private static final class Questions extends PropertySource<Set<String>> {
        private Questions() {
            super("questions", new ConcurrentSkipListSet<>());
        }

        @Override
        public Object getProperty(String name) {
            boolean byCondition = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .walk(frames ->
                            frames.anyMatch(frame -> Condition.class.isAssignableFrom(frame.getDeclaringClass())));
            if (byCondition) {
                source.add(name);
            }
            return null;
        }
    }

    @Test
    void countOnSettingsThatNoConditionAsksFor() {
        Questions questions = new Questions();
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        application.addInitializers(
                context -> context.getEnvironment().getPropertySources().addFirst(questions));

        application.run("--server.port=0", "--management.server.port=0").close();

        Set<ConfigurationPropertyName> asked = questions.getSource().stream()
                .filter(ConfigurationPropertyName::isValid)
                .map(ConfigurationPropertyName::of)
                .collect(Collectors.toSet());
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(asked).allMatch(name -> PreparedBeans.isBelow(PreparedBeans.ROOTS, name));
        assertThat(asked.stream().filter(name -> PreparedBeans.isBelow(PreparedBeans.WITHOUT_CONDITIONS, name)))
                .filteredOn(name -> !PORTS.containsKey(name.toString()))
                .containsExactlyInAnyOrderElementsOf(PreparedBeans.WITH_CONDITIONS);
    }
}

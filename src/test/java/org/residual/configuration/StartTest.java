package org.residual.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.ResidualApplication;
import org.residual.settings.ResidualProperties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An invalid setting stops the start and is named. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {
    private static final Locale BEFORE = Locale.getDefault();

    /** As the program does before it starts the service, which is started here directly. */
    @BeforeAll
    static void speakEnglish() {
        Locale.setDefault(Locale.ROOT);
    }

    @AfterAll
    static void speakAsBefore() {
        Locale.setDefault(BEFORE);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
                    residual.model-store             | nowhere/at/all | The model store's folder 'nowhere/at/all'
                    residual.model-store             | s3://          | names no bucket
                    residual.store.s3.endpoint       | minio:9000     | is not the URL of a server
                    residual.store.s3.region         | Some Where     | must match
                    residual.store.s3.path-style     | perhaps        | failed to convert
                    residual.store.s3.timeout        | 0s             | must be longer than or equal to 100 milli
                    residual.default-model           | ''             | must not be blank
                    residual.predictors.count        | 0              | must be greater than or equal to 1
                    residual.predictors.count        | many           | failed to convert
                    residual.predictors.batch.images | 1000           | must be less than or equal to 256
                    residual.limits.images           | 0              | must be greater than or equal to 1
                    residual.limits.pixels           | 9000000000     | must be less than or equal to 500000000
                    residual.limits.bytes            | much           | failed to convert
                    residual.limits.memory           | 1KB            | must be at least 1MB
                    residual.limits.upload-rate      | fast           | failed to convert
                    residual.limits.upload-grace     | 0s             | must be longer than or equal to 100 milli
                    residual.limits.timeout          | 0s             | must be longer than or equal to 1 milli
                    residual.limits.longest-timeout  | soon           | failed to convert
                    residual.predictors.queue.requests | 0            | must be greater than or equal to 1
                    residual.predictors.queue.images | 10             | did you mean 'residual.predictors.batch.images'?
                    residual.store.versions          | newest         | is not a valid choice of versions
                    residual.store.loaded-models     | 1              | must stay loaded, and others need room
                    residual.cors.allowed-origins    | example.org    | must be an origin such as https://example.org
                    residual.access.keys.ann.scopes  | paint          | No enum constant org.residual.access.Scope.paint
                    residual.store.poll-interval     | 0s             | must be longer than or equal to 10 milli
                    residual.predictors.batch.delay  | 1h             | must be shorter than or equal to 1 second
                    residual.predictors.device       | tpu            | is not a valid choice of devices: it must be auto, cpu, gpu
                    residual.predictors.gpu.if-missing | panic        | failed to convert
                    residual.predictors.gpu.predictors | 0            | must be greater than or equal to 1
                    residual.predictors.gpu.batch.images | 1000       | must be less than or equal to 256
                    residual.predictors.gpu.batch.pixels | 0          | must be greater than or equal to 1
                    residual.predictor.count         | 2              | did you mean 'residual.predictors.count'?
                    """)
    void isStoppedByAWrongSetting(String key, String value, String reason, CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        assertThatThrownBy(() -> application.run("--server.port=0", "--" + key + "=" + value))
                .isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(reason);
        // A validation names the property as Java spells it.
        assertThat(output.toString().toLowerCase(Locale.ROOT).replace("-", "")).contains(key.replace("-", ""));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
                    server.port                  | 99999 | The web server cannot start: port out of range:99999.
                    management.server.port       | 99999 | The web server cannot start: port out of range:99999.
                    server.ssl.bundle            | mine  | There is no TLS bundle named 'mine'.
                    management.server.ssl.bundle | mine  | There is no TLS bundle named 'mine'.
                    """)
    void isStoppedByAServerThatCannotBe(String key, String value, String reason, CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        application.setDefaultProperties(Map.of("server.port", "0"));
        assertThatThrownBy(() -> application.run("--" + key + "=" + value)).isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(reason);
    }

    /** Set in the environment or as system properties, which the framework itself does not check. */
    private static ConfigurableApplicationContext start(
            String source, Map<String, Object> settings, String... arguments) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        source,
                        source.equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                                ? new SystemEnvironmentPropertySource(source, settings)
                                : new MapPropertySource(source, settings));
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        application.setEnvironment(environment);
        return application.run(arguments);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    systemEnvironment | RESIDUAL_LIMITS_IMAGE               | RESIDUAL_LIMITS_IMAGES
                    systemEnvironment | RESIDUAL_LIMIT_TIMEOUT              | RESIDUAL_LIMITS_TIMEOUT
                    systemEnvironment | RESIDUAL_MODEL                      | RESIDUAL_MODELSTORE
                    systemEnvironment | residual_grpc_enable                | RESIDUAL_GRPC_ENABLED
                    systemEnvironment | RESIDUAL_ACCESS_KEYS_ANN_SCOPE      | RESIDUAL_ACCESS_KEYS_NAME_SCOPES
                    systemProperties  | residual.limits.image               | residual.limits.images
                    systemProperties  | residual.predictors.gpu.batch.image | residual.predictors.gpu.batch.images
                    """)
    void isStoppedByASettingThatDoesNotExistWhereverItIsSet(
            String source, String name, String nearest, CapturedOutput output) {
        assertThatThrownBy(() -> start(source, Map.of(name, "8"), "--server.port=0"))
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("There is no setting '" + name + "', which is set in " + source + ": did you mean '" + nearest
                        + "'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port", "model-store", "SERVER_PORT"})
    void isStoppedByAnOptionThatIsNoSetting(String name, CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        assertThatThrownBy(() -> application.run("--server.port=0", "--" + name + "=80"))
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("There is no setting '" + name + "': the names of settings have a dot");
    }

    @Test
    void isStoppedByASettingThatDoesNotExistInAFileThatIsImported(@TempDir Path directory, CapturedOutput output)
            throws IOException {
        Path file = Files.writeString(directory.resolve("more.properties"), "residual.defaultmodels=digits");
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        assertThatThrownBy(() -> application.run("--server.port=0", "--spring.config.import=" + file))
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("There is no setting 'residual.defaultmodels'")
                .contains("more.properties")
                .contains("did you mean 'residual.default-model'?");
    }

    /** As Kubernetes sets them for services named residual, residual-grpc, server and management-server. */
    @Test
    void isNotStoppedByTheVariablesOfServices(@TempDir Path store) {
        Map<String, Object> variables = Map.ofEntries(
                Map.entry("RESIDUAL_PORT", "tcp://10.96.0.17:8080"),
                Map.entry("RESIDUAL_SERVICE_HOST", "10.96.0.17"),
                Map.entry("RESIDUAL_SERVICE_PORT", "8080"),
                Map.entry("RESIDUAL_SERVICE_PORT_HTTP", "8080"),
                Map.entry("RESIDUAL_PORT_8080_TCP", "tcp://10.96.0.17:8080"),
                Map.entry("RESIDUAL_PORT_8080_TCP_PROTO", "tcp"),
                Map.entry("RESIDUAL_PORT_8080_TCP_PORT", "8080"),
                Map.entry("RESIDUAL_PORT_8080_TCP_ADDR", "10.96.0.17"),
                Map.entry("RESIDUAL_GRPC_SERVICE_HOST", "10.96.0.18"),
                Map.entry("RESIDUAL_GRPC_SERVICE_PORT", "8001"),
                Map.entry("RESIDUAL_GRPC_PORT", "tcp://10.96.0.18:8001"),
                Map.entry("RESIDUAL_GRPC_PORT_8001_TCP_ADDR", "10.96.0.18"),
                Map.entry("SERVER_PORT", "tcp://10.96.0.19:80"),
                Map.entry("MANAGEMENT_SERVER_PORT", "tcp://10.96.0.20:80"),
                // These are settings, and stay.
                Map.entry("RESIDUAL_LIMITS_UPLOADRATE", "2KB"),
                Map.entry("RESIDUAL_LIMITS_UPLOAD_GRACE", "3s"),
                Map.entry("RESIDUAL_CORS_ALLOWEDORIGINS_0", "https://example.org"),
                Map.entry("RESIDUAL_ACCESS_KEYS_ANN_SHA256", "0af".repeat(21) + "0"),
                Map.entry("RESIDUAL_ACCESS_KEYS_ANN_SCOPES", "predict"),
                Map.entry("RESIDUAL_ACCESS_KEYS_ANN_RATE_PERSECOND", "5"));
        try (ConfigurableApplicationContext context = start(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                variables,
                "--spring.main.web-application-type=none",
                "--residual.model-store=" + store,
                "--residual.store.watch=false")) {
            ResidualProperties properties = context.getBean(ResidualProperties.class);
            assertThat(properties.grpc().port()).isEqualTo(8001);
            assertThat(properties.limits().uploadGrace()).hasSeconds(3);
            assertThat(properties.limits().uploadRate().toKilobytes()).isEqualTo(2);
            assertThat(properties.access().keys()).containsOnlyKeys("ann");
        }
    }

    @Test
    void isNotStoppedByTheVariablesOfItsLauncher(@TempDir Path store) throws IOException {
        Map<String, Object> variables = Pattern.compile("^#   (RESIDUAL_[A-Z_]+)", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("bin/residual")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> "off"));
        assertThat(variables).containsKeys("RESIDUAL_JAR", "RESIDUAL_ALLOCATOR");
        try (ConfigurableApplicationContext context = start(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                variables,
                "--spring.main.web-application-type=none",
                "--residual.model-store=" + store,
                "--residual.store.watch=false")) {
            assertThat(context.isRunning()).isTrue();
        }
    }

    @Test
    void isStoppedByAGpuThatIsMissingAndMayNotBe(CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        assertThatThrownBy(() -> application.run(
                        "--server.port=0",
                        "--residual.predictors.device=gpu:99",
                        "--residual.predictors.gpu.if-missing=fail"))
                .isNotNull();
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("residual.predictors.device is gpu:99, but PyTorch sees no GPU");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    residual.access.keys.ann.scopes=predict | residual.access.keys.ann.sha256: the key's hash is missing
                    residual.access.keys.ann.scopes=predict residual.access.keys.ann.sha256=abc | residual.access.keys.ann.sha256: a hash has 64 hexadecimal digits
                    residual.access.keys.Ann.scopes=predict residual.access.keys.Ann.sha256=HASH | residual.access.keys.Ann: use at most 40 lower-case letters
                    residual.access.keys.ann.scopes=predict residual.access.keys.ann.sha256=HASH residual.access.keys.ann.rate.per-second=0 | must be greater than or equal to 0.001
                    residual.grpc.client-auth=need | set residual.grpc.ssl-bundle too
                    residual.grpc.enabled=true residual.grpc.ssl-bundle=none | SSL bundle name 'none' cannot be found
                    residual.access.keys.ann.sha256=HASH | residual.access.keys.ann.scopes: set the key's scopes
                    residual.access.keys.ann.sha256=HASH,HASH residual.access.keys.ann.scopes=predict | is repeated.
                    residual.access.keys.ann.sha256=HASH residual.access.keys.ann.scopes=predict residual.access.keys.bob.sha256=HASH residual.access.keys.bob.scopes=manage | is repeated, for
                    spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://localhost:1/keys | tokens for other services would be accepted here
                    """)
    void isStoppedBySettingsThatDoNotGoTogether(String settings, String reason, CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        String[] arguments = ("--server.port=0 --"
                        + settings.replace(" ", " --").replace("HASH", "0af".repeat(21) + "0"))
                .split(" ");
        assertThatThrownBy(() -> application.run(arguments)).isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(reason);
    }
}

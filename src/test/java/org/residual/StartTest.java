package org.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A wrong setting stops the start and is named. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', textBlock = """
                    residual.model-store             | nowhere/at/all | The model store has no folder 'nowhere/at/all'
                    residual.model-store             | s3://          | names no bucket
                    residual.store.s3.endpoint       | minio:9000     | is no server
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
                    residual.predictors.queue.images | 10             | residual.limits.images is 64, more than the 10
                    residual.store.versions          | newest         | says not which versions to hold
                    residual.cors.allowed-origins    | example.org    | must be an origin such as https://example.org
                    residual.access.keys.ann.scopes  | paint          | No enum constant org.residual.access.Scope.paint
                    residual.store.poll-interval     | 0s             | must be longer than or equal to 10 milli
                    residual.predictors.batch.delay  | 1h             | must be shorter than or equal to 1 second
                    residual.predictors.device       | tpu            | is no choice of devices: it must be auto, cpu, gpu
                    residual.predictors.gpu.if-missing | panic        | failed to convert
                    residual.predictors.gpu.predictors | 0            | must be greater than or equal to 1
                    residual.predictors.gpu.batch.images | 1000       | must be less than or equal to 256
                    residual.predictors.gpu.batch.pixels | 0          | must be greater than or equal to 1
                    residual.predictor.count         | 2              | The elements [residual.predictor.count] were left unbound
                    """)
    void isStoppedByAWrongSetting(String key, String value, String reason, CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        assertThatThrownBy(() -> application.run("--server.port=0", "--" + key + "=" + value))
                .isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(reason);
        // A validation names the property as Java spells it.
        assertThat(output.toString().toLowerCase(Locale.ROOT).replace("-", "")).contains(key.replace("-", ""));
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
                    residual.access.keys.Ann.scopes=predict residual.access.keys.Ann.sha256=HASH | residual.access.keys.Ann: a name has at most 40 small letters
                    residual.access.keys.ann.scopes=predict residual.access.keys.ann.sha256=HASH residual.access.keys.ann.rate.per-second=0 | must be greater than or equal to 0.001
                    residual.grpc.client-auth=need | set residual.grpc.ssl-bundle too
                    residual.grpc.enabled=true residual.grpc.ssl-bundle=none | SSL bundle name 'none' cannot be found
                    residual.access.keys.ann.sha256=HASH | residual.access.keys.ann.scopes: say what the key allows
                    residual.access.keys.ann.sha256=HASH,HASH residual.access.keys.ann.scopes=predict | is there twice.
                    residual.access.keys.ann.sha256=HASH residual.access.keys.ann.scopes=predict residual.access.keys.bob.sha256=HASH residual.access.keys.bob.scopes=manage | is there twice, for
                    spring.security.oauth2.resourceserver.jwt.jwk-set-uri=http://localhost:1/keys | tokens that were issued for other services would open this one
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

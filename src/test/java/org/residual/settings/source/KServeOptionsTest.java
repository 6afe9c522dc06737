package org.residual.settings.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.residual.ResidualApplication;
import org.residual.settings.ResidualProperties;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The service started as by KServe: with a model's name, its folder and a port. */
@ExtendWith(OutputCaptureExtension.class)
class KServeOptionsTest {
    @TempDir
    private Path models;

    @BeforeEach
    void copyAVersion() throws IOException {
        for (String name : List.of("model.yaml", "weights.safetensors", "known-answer.safetensors")) {
            Files.copy(Path.of("model-store/digits-convbnnet/1", name), models.resolve(name));
        }
    }

    private ConfigurableApplicationContext start(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--model_name=numbers", "--model_dir=" + models, "--http_port=0", "--management.server.port=0"));
        arguments.addAll(List.of(more));
        return new SpringApplication(ResidualApplication.class).run(arguments.toArray(String[]::new));
    }

    @Test
    void serveTheOnlyModelUnderItsName() {
        try (ConfigurableApplicationContext context = start()) {
            ServiceClient client =
                    new ServiceClient(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            assertThat(client.get("/v1/models").response().body()).isEqualTo("{\"models\":[\"numbers\"]}");
            assertThat(client.get("/v1/models/numbers").status()).isEqualTo(200);
            assertThat(client.get("/v2/health/ready").status()).isEqualTo(200);
            assertThat(client.get("/v2/models/numbers/ready").status()).isEqualTo(200);
            Answer answer = client.predict("/predict", FilePart.of(Path.of("samples/three.png")));
            assertThat(answer.json().path("model").stringValue()).isEqualTo("numbers");
            assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
        }
    }

    @Test
    void giveWayToSettingsOnTheCommandLine() {
        try (ConfigurableApplicationContext context =
                start("--residual.store.single-model=figures", "--enable_grpc=true", "--grpc_port=0")) {
            ResidualProperties properties = context.getBean(ResidualProperties.class);
            assertThat(properties.defaultModel()).isEqualTo("figures");
            assertThat(properties.grpc().enabled()).isTrue();
            assertThat(properties.grpc().port()).isZero();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --model_nam=digits                  | There is no option '--model_nam'
                    --max_threads=4                     | --enable_grpc, --grpc_port, --http_port, --model_dir, --model_name
                    --model_name                        | The option '--model_name' has no value
                    --model_name=two/words              | 'two/words' is not a valid name of a model
                    --residual.store.single-mode=digits | did you mean 'residual.store.single-model'?
                    --model_name=digits --model_dir=s3://digits | a bucket holds a folder for each model
                    """)
    void thatAreWrongStopTheStart(String arguments, String reason, CapturedOutput output) {
        SpringApplication application = new SpringApplication(ResidualApplication.class);
        assertThatThrownBy(() -> application.run(("--http_port=0 " + arguments).split(" ")))
                .isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START").contains(reason);
    }
}

package org.residual.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The rules of the extension for model repositories. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class RepositoryHttpTest {
    private static final String LOAD = "/v2/repository/models/digits-convbnnet/load";
    private static final String UNLOAD = "/v2/repository/models/digits-convbnnet/unload";
    private static final byte[] NOTHING = {};

    private final ServiceClient client;

    RepositoryHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @AfterEach
    void loadAgain() {
        client.post(LOAD, "application/json", NOTHING);
    }

    private String index(String request) {
        Answer answer =
                client.post("/v2/repository/index", "application/json", request.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().toString();
    }

    @Test
    void theIndexNamesEveryVersionAndItsState() {
        assertThat(index("{}"))
                .isEqualTo("[{\"name\":\"digits-convbnnet\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"},"
                        + "{\"name\":\"digits-resnet\",\"version\":\"1\",\"state\":\"READY\",\"reason\":\"\"}]");
    }

    @Test
    void anUnloadedModelIsUnavailableAndAnswersNoMore() {
        assertThat(client.post(UNLOAD, "application/json", NOTHING).status()).isEqualTo(200);
        assertThat(index("{}"))
                .contains("{\"name\":\"digits-convbnnet\",\"state\":\"UNAVAILABLE\",\"reason\":\"unloaded\"}");
        assertThat(index("{\"ready\":true}")).doesNotContain("digits-convbnnet");
        List<FilePart> three = List.of(FilePart.of(Path.of("samples/three.png")));
        assertThat(client.predict("/models/digits-convbnnet/predict", three).status())
                .isEqualTo(404);
        assertThat(client.predict("/models/digits-resnet/predict", three).status())
                .isEqualTo(200);
    }

    @Test
    void aModelThatIsLoadedAgainAnswersAgain() {
        client.post(UNLOAD, "application/json", NOTHING);
        assertThat(client.post(LOAD, "application/json", "{\"parameters\":{}}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        assertThat(client.predict("/models/digits-convbnnet/predict", FilePart.of(Path.of("samples/three.png")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aModelThatIsNotThereCanNeitherBeLoadedNorUnloaded() {
        for (String what : List.of("load", "unload")) {
            Answer answer = client.post("/v2/repository/models/none/" + what, "application/json", NOTHING);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().path("error").stringValue()).contains("none");
        }
    }
}

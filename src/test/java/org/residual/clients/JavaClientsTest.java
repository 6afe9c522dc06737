package org.residual.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.entity.mime.MultipartEntityBuilder;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients in Java. */
@RunningService
class JavaClientsTest {
    private static final Path THREE = Path.of("samples/three.png");

    private final String predict;

    JavaClientsTest(@LocalServerPort int port) {
        this.predict = "http://localhost:" + port + "/predict";
    }

    private static void assertThree(String answer) {
        assertThat(JsonMapper.shared()
                        .readTree(answer)
                        .at("/predictions/0/argmax")
                        .intValue())
                .isEqualTo(3);
    }

    /** Over HTTP/1.1 and, without TLS, over HTTP/2 with prior knowledge. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void okHttpSendsAFormAndABody(Protocol protocol) throws Exception {
        OkHttpClient client =
                new OkHttpClient.Builder().protocols(List.of(protocol)).build();
        RequestBody image = RequestBody.create(THREE.toFile(), MediaType.get("image/png"));
        RequestBody form = new MultipartBody.Builder()
                .setType(MultipartBody.FORM)
                .addFormDataPart("image", "three.png", image)
                .build();
        for (RequestBody body : List.of(form, image)) {
            Request request = new Request.Builder().url(predict).post(body).build();
            try (Response response = client.newCall(request).execute()) {
                assertThat(response.protocol()).isEqualTo(protocol);
                assertThree(response.body().string());
            }
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    @Test
    void apacheHttpClientSendsAFormAndABodyOnceItIsToldToContinue() throws Exception {
        File image = THREE.toFile();
        HttpEntity form =
                MultipartEntityBuilder.create().addBinaryBody("image", image).build();
        RequestConfig expects =
                RequestConfig.custom().setExpectContinueEnabled(true).build();
        try (CloseableHttpClient client =
                HttpClients.custom().setDefaultRequestConfig(expects).build()) {
            for (HttpEntity body : List.of(form, new FileEntity(image, ContentType.IMAGE_PNG))) {
                HttpPost request = new HttpPost(predict);
                request.setEntity(body);
                assertThree(client.execute(request, response -> EntityUtils.toString(response.getEntity())));
            }
        }
    }

    /** It asks for HTTP/2 beside a request of HTTP/1.1, unless it is told not to. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void theClientOfTheJdkSendsABodyWhoseLengthItKnowsOrNot(Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        for (HttpRequest.BodyPublisher body :
                List.of(BodyPublishers.ofFile(THREE), BodyPublishers.fromPublisher(BodyPublishers.ofFile(THREE)))) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create(predict)).POST(body).build(), BodyHandlers.ofString());
            assertThree(response.body());
        }
    }

    @Test
    void restClientSendsAFormAndABody() {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("image", new FileSystemResource(THREE));
        RestClient client = RestClient.create(predict);
        for (Object body : List.of(form.build(), new FileSystemResource(THREE))) {
            JsonNode answer = client.post().body(body).retrieve().body(JsonNode.class);
            assertThat(answer.at("/predictions/0/argmax").intValue()).isEqualTo(3);
        }
    }
}

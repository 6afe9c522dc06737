package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.image.format.ImageFormat;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How the page is served. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PageHttpTest {
    private final ServiceClient client;

    PageHttpTest(@LocalServerPort int port) {
        this.client = new ServiceClient(port);
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html",
        "/page/page.js, text/javascript",
        "/page/page.css, text/css",
        "/page/icon.svg, image/svg+xml"
    })
    void servesTheFilesOfThePageUnderAStrictPolicy(String path, String type) {
        Answer answer = client.get(path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(type + ";charset=UTF-8");
        HttpHeaders headers = answer.response().headers();
        assertThat(headers.firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
                        + " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
    }

    @Test
    void offersEveryImageFormat() {
        assertThat(client.get("/").response().body())
                .contains("accept=\"" + String.join(",", ImageFormat.mediaTypes()) + '"')
                .contains("<small>" + ImageFormat.choice() + "</small>");
    }

    @Test
    void sendsAFileOnlyIfItIsAnother() {
        Answer first = client.get("/page/page.js");
        assertThat(first.response().headers().firstValue("Cache-Control")).hasValue("no-cache");
        String tag = first.response().headers().firstValue("ETag").orElseThrow();

        Answer second = client.get("/page/page.js", "If-None-Match", tag);
        assertThat(second.status()).isEqualTo(304);
        assertThat(second.response().body()).isEmpty();

        assertThat(client.get("/page/page.css", "If-None-Match", tag).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page/nothing.js", "/page/", "/page", "/index.html", "/static/index.html"})
    void hasNoOtherFiles(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void leavesAnswersToOtherRequestsWithoutItsPolicy() {
        assertThat(client.get("/models").response().headers().firstValue("Content-Security-Policy"))
                .isEmpty();
    }
}

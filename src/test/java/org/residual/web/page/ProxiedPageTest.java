package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.residual.clients.Proxy;
import org.residual.clients.RunningService;
import org.residual.support.NeedsPrograms;
import org.residual.support.ServiceClient;
import org.residual.support.ServiceClient.Answer;
import org.residual.support.ServiceClient.FilePart;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The service, its page and Swagger UI work unchanged behind proxies that serve it under a path. */
@RunningService
@NeedsPrograms
class ProxiedPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int service;
    private Proxy proxy;
    private Browser browser;

    @TempDir
    private Path folder;

    @TempDir
    private Path profile;

    ProxiedPageTest(@LocalServerPort int service) {
        this.service = service;
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }

    enum Kind {
        HAPROXY,
        NGINX
    }

    private String behind(Kind kind) throws Exception {
        proxy = kind == Kind.HAPROXY
                ? Proxy.haproxyBelowPrefix(folder, service)
                : Proxy.nginxBelowPrefix(folder, service);
        return "http://localhost:" + proxy.port() + Proxy.PREFIX;
    }

    @ParameterizedTest
    @EnumSource
    void imagesAreClassifiedAndTheDescriptionNamesThePath(Kind kind) throws Exception {
        behind(kind);
        ServiceClient client = new ServiceClient(proxy.port());

        Answer answer = client.predict(Proxy.PREFIX + "/predict", FilePart.of(Path.of("samples/three.png")));
        assertThat(answer.json().at("/predictions/0/argmax").intValue()).isEqualTo(3);
        assertThat(client.get(Proxy.PREFIX + "/openapi.json")
                        .json()
                        .at("/servers/0/url")
                        .stringValue())
                .isEqualTo(Proxy.PREFIX);
    }

    @ParameterizedTest
    @EnumSource
    void thePageAsksBelowThePath(Kind kind) throws Exception {
        String address = behind(kind);
        browser = Browser.start(profile);
        Page page = Page.open(browser, address + "/");

        page.choose(Path.of("samples/three.png"));
        assertThat(page.cards(1)).extracting(Page.Card::label).containsExactly("3");
        assertThat(browser.requests()).isNotEmpty().allMatch(request -> request.startsWith(address));
    }

    @ParameterizedTest
    @EnumSource
    void whatSwaggerUiTriesIsBelowThePath(Kind kind) throws Exception {
        String address = behind(kind);
        browser = Browser.start(profile);
        browser.driver().get(address + "/swagger-ui/index.html");

        click(".opblock-summary-path[data-path='/models'] a");
        click(".try-out__btn");
        click(".execute");
        await().atMost(PATIENCE)
                .until(() -> !browser.driver()
                        .findElements(By.cssSelector(".live-responses-table .response-col_status"))
                        .isEmpty());
        assertThat(text(".request-url pre")).isEqualTo(address + "/models");
        assertThat(text(".live-responses-table .response .response-col_status")).startsWith("200");
    }

    private void click(String selector) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            browser.driver().findElement(By.cssSelector(selector)).click();
            return true;
        });
    }

    private String text(String selector) {
        WebElement element = browser.driver().findElement(By.cssSelector(selector));
        return element.getText();
    }
}

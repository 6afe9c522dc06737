package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.residual.support.NeedsPrograms;
import org.residual.support.ServiceClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Pages of other origins in a browser, with the service on the user's machine. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@NeedsPrograms
class ForeignPagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String UNLOAD = "/v2/repository/models/digits-convbnnet/unload";

    /** The page's owner makes DNS resolve it to this machine after the page was loaded. */
    private static final String REBOUND = "evil.example";

    @TempDir
    static Path profile;

    private static HttpServer elsewhere;
    private static Browser browser;

    private final int port;
    private final ServiceClient client;

    ForeignPagesTest(@LocalServerPort int port) {
        this.port = port;
        this.client = new ServiceClient(port);
    }

    @BeforeAll
    static void serveAForeignPage() throws IOException {
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>a foreign page</title><p>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        elsewhere.start();
    }

    @AfterAll
    static void close() {
        elsewhere.stop(0);
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openTheBrowser() {
        if (browser == null) {
            // Not before all tests: without a browser, each test must be named as skipped.
            browser = Browser.start(profile, "--host-resolver-rules=MAP " + REBOUND + " 127.0.0.1");
        }
    }

    @AfterEach
    void theModelIsStillServed() {
        assertThat(client.get("/v2/models/digits-convbnnet/ready").status()).isEqualTo(200);
    }

    private void visit(String page) {
        browser.driver().get(page);
    }

    private Object run(String script, Object... arguments) {
        return browser.driver().executeAsyncScript(script, arguments);
    }

    private String foreignPage() {
        return "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/";
    }

    @Test
    void aForeignPageUnloadsNothingWithARequestThatAsksNobody() {
        visit(foreignPage());

        // Sent without a preflight; the page cannot read the answer.
        String url = "http://localhost:" + port + UNLOAD;
        run(
                "const [url, done] = arguments;"
                        + "fetch(url, {method: 'POST', mode: 'no-cors'}).then(a => done(a.type), e => done(e.name));",
                url);

        assertThat(browser.requests()).contains(url);
    }

    @Test
    void aForeignPageUnloadsNothingWithAForm() {
        visit(foreignPage());
        browser.driver()
                .executeScript(
                        "const form = document.createElement('form'); form.method = 'post'; form.action = arguments[0];"
                                + "document.body.append(form); form.submit();",
                        "http://localhost:" + port + UNLOAD);

        await().atMost(PATIENCE).until(() -> browser.driver().getPageSource().contains("cannot send this request"));
    }

    @Test
    void aPageWhoseNameLeadsHereUnloadsNothing() {
        visit("http://" + REBOUND + ":" + port + "/models");

        assertThat(run(
                        "const [path, done] = arguments;"
                                + "fetch(path, {method: 'POST'}).then(a => done(a.status), e => done(e.name));",
                        UNLOAD))
                .isEqualTo(403L);
    }
}

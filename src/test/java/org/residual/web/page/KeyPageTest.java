package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.residual.support.NeedsPrograms;
import org.residual.support.TestKeys;
import org.residual.web.page.Page.Card;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

/** The page in a browser, with a service that requires a key. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestKeys.Configured.class)
@NeedsPrograms
class KeyPageTest {
    private static final Path TWO = Path.of("samples/two.png");

    @RegisterExtension
    static final BrowserExtension STARTED = new BrowserExtension(new Dimension(1200, 800));

    private final int port;
    private Browser browser;
    private Page page;

    KeyPageTest(@LocalServerPort int port) {
        this.port = port;
    }

    @BeforeEach
    void open() {
        browser = STARTED.browser();
        page = Page.openLocked(browser, port);
    }

    @AfterEach
    void forgetTheKey() {
        page.run("sessionStorage.clear()");
    }

    private void give(String key) {
        page.one("#key").sendKeys(key, Keys.ENTER);
    }

    @Test
    void asksForAKeyAndAnswersThen() {
        assertThat(page.one("label[for=key]").isDisplayed()).isTrue();
        assertThat(page.one("#models-problem").getText()).isEqualTo("The service requires a key.");

        give(TestKeys.PREDICTS);
        page.awaitModels();
        assertThat(page.one("#key").isDisplayed()).isFalse();
        page.choose(TWO);

        assertThat(page.cards(1)).extracting(Card::label).containsExactly("2");
        assertThat(page.one("#command").getText()).startsWith("curl -H \"X-API-Key: $KEY\" -F image=@picture.png");
        STARTED.assertPolicyIsKept();
    }

    @Test
    void asksAgainIfTheKeyIsWrong() {
        give(TestKeys.UNKNOWN);

        await().until(() -> page.one("#models-problem").getText().equals("The key is invalid."));
        assertThat(page.one("#key").isDisplayed()).isTrue();
        assertThat(page.one("#key").getDomProperty("value")).isEmpty();
        give(TestKeys.PREDICTS);
        page.awaitModels();
        assertThat(page.one("#models-problem").isDisplayed()).isFalse();
    }

    @Test
    void keepsTheKeyWhileTheTabIsOpen() {
        give(TestKeys.PREDICTS);
        page.awaitModels();
        browser.driver().navigate().refresh();
        page.awaitModels();

        assertThat(page.one("#key").isDisplayed()).isFalse();
        assertThat(page.run("return localStorage.length")).isEqualTo(0L);
    }

    @Test
    void tellsThatAKeyMayNotPredict() {
        give(TestKeys.MANAGES);
        page.awaitModels();
        page.choose(TWO);

        assertThat(page.cards(1))
                .extracting(Card::error)
                .containsExactly("The credential does not have the scope 'predict'.");
    }

    @ParameterizedTest
    @CsvSource({"1200, light", "1200, dark", "360, light", "360, dark"})
    void keepsToTheRulesOfAccessibility(int width, String colors) {
        browser.look(new Dimension(width, 800), colors);
        page = Page.openLocked(browser, port);

        assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).isEmpty();
        assertThat(page.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }
}

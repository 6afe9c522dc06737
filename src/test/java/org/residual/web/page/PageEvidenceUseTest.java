package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.residual.support.NeedsPrograms;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Access to the evidence on the page, with any input device. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@NeedsPrograms
class PageEvidenceUseTest {
    private static final Dimension SCREEN = new Dimension(1200, 900);
    private static final Path SAMPLES = Path.of("samples");

    @TempDir
    private static Path directory;

    @RegisterExtension
    static final BrowserExtension STARTED = new BrowserExtension(SCREEN);

    private final int port;
    private Browser browser;
    private Page page;

    PageEvidenceUseTest(@LocalServerPort int port) {
        this.port = port;
    }

    @DynamicPropertySource
    static void modelStore(DynamicPropertyRegistry properties) {
        properties.add("residual.model-store", () -> directory.resolve("store").toString());
        properties.add("residual.store.watch", () -> false);
    }

    @BeforeAll
    static void prepare() throws IOException {
        EvidenceModels.write(directory.resolve("store"));
    }

    @BeforeEach
    void open() {
        browser = STARTED.browser();
        page = Page.open(browser, port);
    }

    @AfterEach
    void nothingCameFromElsewhereOrAgainstThePolicy() {
        STARTED.assertAskedOnly(port);
    }

    @Test
    void isSwitchedOnAndToAnotherClassWithKeysAlone() {
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        WebElement toggle = page.one(".evidence-switch");
        assertThat(toggle.getAccessibleName()).isEqualTo("Show evidence");
        assertThat(toggle.getDomAttribute("aria-pressed")).isEqualTo("false");
        page.tabTo(".evidence-switch");
        page.press(Keys.SPACE);
        await().atMost(Page.PATIENCE).until(() -> page.one(".evidence").isDisplayed());
        assertThat(toggle.getDomAttribute("aria-pressed")).isEqualTo("true");

        page.run("document.querySelector('#forget').focus()");
        page.tabTo(".classes input");
        assertThat(page.focused().getAccessibleName()).isEqualTo("Evidence for 3, 99.9%");
        assertThat(page.one("canvas[role=img]").getAccessibleName()).isEqualTo("three.png, evidence for 3");
        page.press(Keys.ARROW_DOWN);
        page.press(Keys.ARROW_DOWN);
        assertThat(page.focused().getAccessibleName()).isEqualTo("Evidence for 5, < 0.1%");
        assertThat(page.one("canvas[role=img]").getAccessibleName()).isEqualTo("three.png, evidence for 5");
        assertThat(page.one(".subject").getText()).isEqualTo("Evidence for 5");
        assertThat(page.announcements()).last().isEqualTo(page.one(".where").getText());
        assertThat(page.one("#" + page.one("canvas[role=img]").getDomAttribute("aria-describedby")))
                .isEqualTo(page.one(".where"));
    }

    @Test
    void showsTheClassThatOnePointsAt() {
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        page.showEvidence(0);
        List<WebElement> rows = page.all(".classes li");

        new Actions(browser.driver())
                .moveToElement(rows.get(8))
                .moveByOffset(2, 0)
                .perform();
        assertThat(page.one(".subject").getText()).isEqualTo("Evidence for 8");
        new Actions(browser.driver()).moveToElement(page.one("h1")).perform();
        assertThat(page.one(".subject").getText()).isEqualTo("Evidence for 3");
        rows.get(9).click();
        new Actions(browser.driver()).moveToElement(page.one("h1")).perform();
        assertThat(page.one(".subject").getText()).isEqualTo("Evidence for 9");
        assertThat(rows.get(9).findElement(By.tagName("input")).isSelected()).isTrue();
    }

    @Test
    void saysWhyAModelCannotShowEvidence() {
        page.chooseModel(EvidenceModels.TRANSFORMER);
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        page.toggleEvidence(0);
        await().atMost(Page.PATIENCE)
                .until(() -> page.one(".evidence-note").getText().startsWith("No evidence. "));

        String note = page.one(".evidence-note").getText();
        assertThat(note).contains(EvidenceModels.TRANSFORMER);
        assertThat(page.announcements()).last().isEqualTo(note);
        assertThat(page.one(".evidence-switch").getDomAttribute("aria-pressed")).isEqualTo("false");
    }

    @Test
    void canBeAskedForAgainWhenTheServiceWasOutOfReach() {
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        browser.setOffline(true);
        try {
            page.toggleEvidence(0);
            await().atMost(Page.PATIENCE)
                    .until(() -> page.one(".evidence-note").getText().contains("cannot be reached"));
        } finally {
            browser.setOffline(false);
        }
        page.showEvidence(0);
        assertThat(page.one(".evidence-note").isDisplayed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1200, light", "1200, dark", "320, light", "320, dark"})
    void keepsToTheRulesOfAccessibility(int width, String colors) throws IOException {
        browser.look(new Dimension(width, 800), colors);
        page = Page.open(browser, port);
        page.choose(SAMPLES.resolve("two.png"), strip());
        page.cards(2);
        page.showEvidence(0);
        page.showEvidence(1);
        page.rest();

        assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).isEmpty();
        assertThat(page.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertThat(page.run(
                        "const map = document.querySelectorAll('.map')[1]; return map.scrollWidth > map.clientWidth"))
                .as("a long strip is scrolled")
                .isEqualTo(true);
    }

    private static Path strip() throws IOException {
        Path file = directory.resolve("strip.png");
        ImageIO.write(new BufferedImage(2000, 20, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }

    @Test
    void showsItInForcedColors() {
        browser.driver()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "forced-colors", "value", "active"))));
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        String before = page.one(".evidence-switch").getCssValue("background-color");
        page.showEvidence(0);

        assertThat(page.one(".evidence-switch").getCssValue("background-color")).isNotEqualTo(before);
        assertThat(page.one(".scale").getCssValue("background-image")).contains("gradient");
    }
}

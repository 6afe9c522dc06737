package org.residual.web.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.residual.support.NeedsPrograms;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Takes the pictures of the page for README.md. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@NeedsPrograms
class PageScreenshotTest {
    private static final Path[] SAMPLES = Stream.of("seven", "two", "five", "four", "nine")
            .map(digit -> Path.of("samples", digit + ".png"))
            .toArray(Path[]::new);
    /** Warm-up, so that the times shown are typical of a running service. */
    private static final int WARM_UPS = 40;

    @Test
    @EnabledIfSystemProperty(named = "page.evidence", matches = ".+", disabledReason = "It tests nothing.")
    void takeAPictureOfACardWithItsMap(@LocalServerPort int port, @TempDir Path profile) throws IOException {
        try (Browser browser = Browser.start(profile)) {
            browser.look(new Dimension(1000, 800), System.getProperty("page.colors", "light"));
            Page page = Page.open(browser, port);
            page.chooseModel("digits-convbnnet");
            for (int i = 0; i < WARM_UPS; i++) {
                page.choose(SAMPLES);
                page.cards(SAMPLES.length);
                page.one("#forget").click();
            }
            page.choose(Path.of("samples/three.png"));
            page.cards(1);
            page.showEvidence(0);
            // With the pointer over it, the logarithms are shown.
            new Actions(browser.driver()).moveToElement(page.one("h1")).perform();
            page.rest();
            Files.write(
                    Path.of(System.getProperty("page.evidence")),
                    page.one(".card").getScreenshotAs(OutputType.BYTES));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "page.screenshot", matches = ".+", disabledReason = "It tests nothing.")
    void takeAPicture(@LocalServerPort int port, @TempDir Path profile) throws IOException {
        try (Browser browser = Browser.start(profile)) {
            browser.look(new Dimension(1200, 800), System.getProperty("page.colors", "light"));
            Page page = Page.open(browser, port);
            for (int i = 0; i < WARM_UPS; i++) {
                page.choose(SAMPLES);
                page.cards(SAMPLES.length);
                page.one("#forget").click();
            }
            page.choose(SAMPLES);
            page.cards(SAMPLES.length);
            page.draw(PointerInput.Kind.MOUSE, Page.THREE);
            page.one("#classify").click();
            page.cards(SAMPLES.length + 1);
            page.run("scrollTo({top: 0, behavior: 'instant'})");
            page.rest();
            Files.write(Path.of(System.getProperty("page.screenshot")), browser.screenshot());
        }
    }
}

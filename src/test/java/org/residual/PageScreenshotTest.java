package org.residual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.interactions.PointerInput;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Takes the picture of the page that README.md shows. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@EnabledIfSystemProperty(named = "page.screenshot", matches = ".+", disabledReason = "It tests nothing.")
class PageScreenshotTest {
    @Test
    void takeAPicture(@LocalServerPort int port, @TempDir Path profile) throws IOException {
        try (Browser browser = Browser.start(profile)) {
            browser.look(new Dimension(1200, 800), System.getProperty("page.colors", "light"));
            Page page = Page.open(browser, port);
            Path samples = Path.of("samples");
            page.choose(
                    samples.resolve("seven.png"),
                    samples.resolve("two.png"),
                    samples.resolve("five.png"),
                    samples.resolve("four.png"),
                    samples.resolve("nine.png"));
            page.cards(5);
            page.draw(PointerInput.Kind.MOUSE, Page.THREE);
            page.one("#classify").click();
            page.cards(6);
            page.rest();
            Files.write(Path.of(System.getProperty("page.screenshot")), browser.screenshot());
        }
    }
}

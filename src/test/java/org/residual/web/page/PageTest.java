package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.residual.support.NeedsPrograms;
import org.residual.web.page.Page.Card;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.util.FileSystemUtils;

/** The page in a browser: the shipped models, and one that is not ready. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@NeedsPrograms
class PageTest {
    private static final Dimension SCREEN = new Dimension(1200, 800);
    private static final Path SAMPLES = Path.of("samples");

    @TempDir
    static Path directory;

    @RegisterExtension
    static final BrowserExtension STARTED = new BrowserExtension(SCREEN);

    private final int port;
    private Browser browser;
    private Page page;

    PageTest(@LocalServerPort int port) {
        this.port = port;
    }

    @DynamicPropertySource
    static void modelStore(DynamicPropertyRegistry properties) {
        properties.add("residual.model-store", () -> directory.resolve("store").toString());
        properties.add("residual.store.watch", () -> false);
    }

    @BeforeAll
    static void prepare() throws IOException {
        FileSystemUtils.copyRecursively(Path.of("model-store"), directory.resolve("store"));
        Path unfinished = Files.createDirectories(directory.resolve("store/flowers/1"));
        Files.writeString(unfinished.resolve("model.yaml"), "architecture: transformer\n");
        Triplets.write(Path.of("model-store/digits-convbnnet/1"), directory.resolve("store/triplets/1"));
        Files.write(
                directory.resolve("broken.png"), Arrays.copyOf(Files.readAllBytes(SAMPLES.resolve("three.png")), 120));
    }

    @BeforeEach
    void open() {
        browser = STARTED.browser();
        page = Page.open(browser, port);
    }

    @AfterEach
    void nothingCameFromElsewhereOrAgainstThePolicy() {
        STARTED.assertAskedOnly(port).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void classifiesADrawingWhateverItIsDrawnWith(PointerInput.Kind pointer) {
        page.draw(pointer, Page.THREE);
        page.one("#classify").click();

        assertThat(page.cards(1)).extracting(Card::name, Card::label).containsExactly(tuple("drawing 1", "3"));
        assertThat(page.one("#drawing-answer strong").getText()).isEqualTo("3");
    }

    @Test
    void startsADrawingAnewAfterAnAnswerAndWhenCleared() {
        page.draw(PointerInput.Kind.MOUSE, Page.THREE);
        page.one("#classify").click();
        page.cards(1);
        page.draw(PointerInput.Kind.MOUSE, List.of(new Page.Point(0.5, 0.1), new Page.Point(0.5, 0.9)));
        page.one("#classify").click();
        assertThat(page.cards(2)).extracting(Card::label).containsExactly("1", "3");

        page.one("#clear").click();
        page.one("#classify").click();
        assertThat(page.announcements()).last().isEqualTo("Nothing is drawn yet.");
    }

    @Test
    void answersEachPictureThoughOneIsBroken() {
        page.choose(
                SAMPLES.resolve("one.png"),
                SAMPLES.resolve("two.png"),
                directory.resolve("broken.png"),
                SAMPLES.resolve("four.png"),
                SAMPLES.resolve("five.png"));

        List<Card> cards = page.cards(5);
        assertThat(cards)
                .extracting(Card::name)
                .containsExactly("one.png", "two.png", "broken.png", "four.png", "five.png");
        assertThat(cards).extracting(Card::label).containsExactly("1", "2", "", "4", "5");
        assertThat(cards.get(2).error()).startsWith("broken.png: The image is damaged or incomplete");
        assertThat(page.one("#summary").getText()).isEqualTo("4 answered, 1 failed");
        assertThat(page.announcements())
                .contains("No answer. " + cards.get(2).error())
                .anyMatch(line -> line.matches("four\\.png: 4, > 9\\d\\.\\d%\\.|four\\.png: 4, \\d\\d\\.\\d%\\."));
    }

    @Test
    void tellsWhoAnsweredAndHowLongItTook() {
        page.choose(SAMPLES.resolve("six.png"));
        assertThat(page.cards(1).get(0).source()).matches("digits-resnet v1, [\\d.]+ ms");
    }

    @Test
    void showsTheProbabilityOfEachClassAndItsLogarithmWhereOneLooks() {
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        // As in README.md, from the service's own answer.
        assertThat(page.all(".classes .label"))
                .extracting(WebElement::getText)
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(page.all(".classes .probability").get(3).getText()).isEqualTo("99.9%");
        assertThat(page.all(".classes .probability").get(5).getText()).isEqualTo("< 0.1%");
        WebElement logarithm = page.all(".classes .log").get(5);
        assertThat(logarithm.getDomProperty("textContent").replaceAll("\\s+", " "))
                .contains("log-probability")
                .contains("−7.907");

        assertThat(logarithm.getCssValue("opacity")).isEqualTo("0");
        new Actions(browser.driver()).moveToElement(page.one(".classes")).perform();
        await().until(() -> logarithm.getCssValue("opacity").equals("1"));
        new Actions(browser.driver()).moveToElement(page.one("h1")).perform();
        await().until(() -> logarithm.getCssValue("opacity").equals("0"));
        page.run("arguments[0].focus()", page.one(".classes"));
        await().until(() -> logarithm.getCssValue("opacity").equals("1"));
    }

    @Test
    void takesAPictureFromTheClipboard() throws IOException {
        browser.driver()
                .executeCdpCommand(
                        "Browser.grantPermissions",
                        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        Object copied = browser.driver().executeAsyncScript("""
                const [base64, done] = arguments;
                const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
                navigator.clipboard.write([new ClipboardItem({'image/png': new Blob([bytes], {type: 'image/png'})})])
                    .then(() => done('copied'), error => done(String(error)));
                """, base64(SAMPLES.resolve("eight.png")));
        assertThat(copied).isEqualTo("copied");

        new Actions(browser.driver())
                .keyDown(Keys.CONTROL)
                .sendKeys("v")
                .keyUp(Keys.CONTROL)
                .perform();

        assertThat(page.cards(1)).extracting(Card::label).containsExactly("8");
    }

    @Test
    void takesPicturesThatAreDroppedAnywhere() throws IOException {
        page.run("""
                const bytes = Uint8Array.from(atob(arguments[0]), letter => letter.charCodeAt(0));
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([bytes], 'nine.png'));
                for (const type of ['dragenter', 'dragover', 'drop']) {
                    document.querySelector('h1').dispatchEvent(
                        new DragEvent(type, {dataTransfer, bubbles: true, cancelable: true}));
                }
                """, base64(SAMPLES.resolve("nine.png")));

        assertThat(page.cards(1)).extracting(Card::name, Card::label).containsExactly(tuple("nine.png", "9"));
    }

    private static String base64(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    @Test
    void offersTheModelsThatAreReadyAndTellsWhyOthersAreNot() {
        assertThat(page.all(".model-name"))
                .extracting(WebElement::getText)
                .containsExactly("digits-convbnnet", "digits-resnet", "flowers", "triplets");
        assertThat(page.all(".model input")).extracting(WebElement::isEnabled).containsExactly(true, true, false, true);
        assertThat(page.one(".model:has(:checked) .model-name").getText()).isEqualTo("digits-resnet");
        assertThat(page.all(".model-note").get(2).getText())
                .startsWith("Version 1 is not ready: ")
                .contains("transformer");
    }

    @Test
    void showsTheMostProbableOfManyClassesAndWhatIsLeftForTheOthers() {
        page.chooseModel("triplets");
        page.choose(SAMPLES.resolve("seven.png"));
        page.cards(1);
        assertThat(page.all(".classes .label"))
                .extracting(WebElement::getText)
                .hasSize(10)
                .startsWith("class 7", "class 17", "class 27");
        assertThat(page.all(".classes .probability").subList(0, 3))
                .extracting(WebElement::getText)
                .allMatch(probability -> probability.matches("3[23]\\.\\d%"));
        assertThat(page.one(".others").getText()).matches("20 other classes, together (< )?0\\.\\d%");
    }

    @Test
    void offersToDrawOnlyIfTheModelKnowsDigits() {
        assertThat(page.one("#drawing").isDisplayed()).isTrue();
        page.chooseModel("triplets");
        assertThat(page.one("#drawing").isDisplayed()).isFalse();
    }

    @Test
    void asksTheModelThatIsChosen() {
        page.chooseModel("digits-convbnnet");
        page.choose(SAMPLES.resolve("seven.png"));
        Card card = page.cards(1).get(0);
        assertThat(card.label()).isEqualTo("7");
        assertThat(card.source()).startsWith("digits-convbnnet v1");
        assertThat(page.one("#command").getText())
                .isEqualTo("curl -F image=@picture.png http://localhost:" + port + "/models/digits-convbnnet/predict");
    }

    @Test
    void asksAgainIfToldWhenTheServiceWasOutOfReach() {
        browser.setOffline(true);
        try {
            page.choose(SAMPLES.resolve("two.png"));
            assertThat(page.cards(1).get(0).error()).contains("cannot be reached");
        } finally {
            browser.setOffline(false);
        }
        page.one(".again").click();
        assertThat(page.focused()).isEqualTo(page.one(".card h3"));
        await().until(() -> page.cards(1).get(0).label().equals("2"));
    }

    @Test
    void removesAnswersNoLongerWanted() {
        page.choose(SAMPLES.resolve("two.png"), SAMPLES.resolve("three.png"));
        page.cards(2);
        page.one("#forget").click();
        assertThat(page.all(".card")).isEmpty();
        assertThat(page.one("#nothing-yet").isDisplayed()).isTrue();
    }

    @Test
    void canBeUsedWithKeysAlone() {
        // The file chooser is a window of the system, which Selenium replaces.
        page.tabTo("[name=model]:checked");
        page.press(Keys.ARROW_UP);
        assertThat(page.one(".model:has(:checked) .model-name").getText()).isEqualTo("digits-convbnnet");
        page.press(Keys.ARROW_DOWN);
        page.tabTo("#files");
        page.focused().sendKeys(SAMPLES.resolve("zero.png").toAbsolutePath().toString());
        page.cards(1);

        page.tabTo("#board");
        page.press(Keys.ARROW_LEFT, 4);
        page.press(Keys.ARROW_UP, 7);
        page.press(Keys.SPACE, 1);
        page.press(Keys.ARROW_RIGHT, 8);
        for (int i = 0; i < 7; i++) {
            page.press(Keys.ARROW_DOWN, 2);
            page.press(Keys.ARROW_LEFT, 1);
        }
        page.press(Keys.SPACE, 1);
        page.press(Keys.ENTER, 1);
        assertThat(page.cards(2)).extracting(Card::label).containsExactly("7", "0");
        assertThat(page.announcements())
                .contains(
                        "The pen is down, 30% from the left and 15% from the top.",
                        "The pen is up, 35% from the left and 85% from the top.");

        page.tabTo("#classify");
        page.tabTo("#clear");
        page.tabTo("#forget");
        page.tabTo(".classes");
        assertThat(page.focused().getDomAttribute("aria-labelledby"))
                .isEqualTo(page.one(".card h3").getDomAttribute("id"));
    }

    @ParameterizedTest
    @CsvSource({"1200, light", "1200, dark", "360, light", "360, dark"})
    void keepsToTheRulesOfAccessibility(int width, String colors) {
        browser.look(new Dimension(width, 800), colors);
        page = Page.open(browser, port);
        page.choose(SAMPLES.resolve("two.png"), directory.resolve("broken.png"));
        page.draw(PointerInput.Kind.TOUCH, Page.THREE);
        page.one("#classify").click();
        page.cards(3);
        page.run("document.querySelector('.classes:not([hidden])').focus()");
        page.rest();

        assertThat(new AxeBuilder().analyze(browser.driver()).getViolations()).isEmpty();
        assertThat(page.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }
}

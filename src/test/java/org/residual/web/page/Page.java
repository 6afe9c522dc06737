package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.PointerInput.MouseButton;
import org.openqa.selenium.interactions.PointerInput.Origin;
import org.openqa.selenium.interactions.Sequence;

/** The page, from a user's point of view. */
final class Page {
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The strokes of a handwritten 3 on a board whose side is 1. */
    static final List<Point> THREE = List.of(
            new Point(0.3, 0.2),
            new Point(0.5, 0.12),
            new Point(0.7, 0.22),
            new Point(0.68, 0.38),
            new Point(0.5, 0.47),
            new Point(0.7, 0.58),
            new Point(0.72, 0.78),
            new Point(0.5, 0.9),
            new Point(0.28, 0.8));

    private final ChromeDriver driver;

    /** From the left and from the top. */
    record Point(double x, double y) {}

    /**
     * A card.
     *
     * @param name of the picture
     * @param label of the most probable class; empty if there is no answer
     * @param error empty if there is an answer
     * @param source who answered and how long it took
     */
    record Card(String name, String label, String error, String source) {}

    private Page(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens it, and waits until it has loaded the models. */
    static Page open(Browser browser, int port) {
        return open(browser, "http://localhost:" + port + "/");
    }

    /** Opens it at that address, and waits until it has loaded the models. */
    static Page open(Browser browser, String address) {
        Page page = new Page(browser.driver());
        page.driver.get(address);
        page.awaitModels();
        return page;
    }

    /** Opens it with a service that requires a key, and waits until it says so. */
    static Page openLocked(Browser browser, int port) {
        Page page = new Page(browser.driver());
        page.driver.get("http://localhost:" + port + "/");
        await().atMost(PATIENCE).until(() -> page.one("#key").isDisplayed());
        return page;
    }

    void awaitModels() {
        await().atMost(PATIENCE).until(() -> !all(".model").isEmpty());
    }

    WebElement one(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    void choose(Path... files) {
        one("#files")
                .sendKeys(Stream.of(files)
                        .map(file -> file.toAbsolutePath().toString())
                        .collect(Collectors.joining("\n")));
    }

    void chooseModel(String name) {
        one("input[value='" + name + "']").click();
    }

    void draw(PointerInput.Kind kind, List<Point> points) {
        WebElement board = one("#board");
        run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", board);
        PointerInput pointer = new PointerInput(kind, kind.name());
        Sequence stroke = new Sequence(pointer, 0);
        int side = board.getSize().width;
        for (int i = 0; i < points.size(); i++) {
            // Selenium counts from the centre.
            int x = (int) Math.round((points.get(i).x() - 0.5) * side);
            int y = (int) Math.round((points.get(i).y() - 0.5) * side);
            stroke.addAction(pointer.createPointerMove(Duration.ofMillis(20), Origin.fromElement(board), x, y));
            if (i == 0) {
                stroke.addAction(pointer.createPointerDown(MouseButton.LEFT.asArg()));
            }
        }
        stroke.addAction(pointer.createPointerUp(MouseButton.LEFT.asArg()));
        driver.perform(List.of(stroke));
    }

    /** The cards, once there are that many and none is pending. */
    List<Card> cards(int count) {
        await().atMost(PATIENCE)
                .until(() -> all(".card[data-state=answered], .card[data-state=refused]")
                                .size()
                        == count);
        return all(".card").stream()
                .map(card -> new Card(
                        text(card, "h3"), text(card, ".verdict strong"), text(card, ".error"), text(card, ".source")))
                .toList();
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    void press(Keys key, int times) {
        Actions actions = new Actions(driver);
        for (int i = 0; i < times; i++) {
            actions.sendKeys(key);
        }
        actions.perform();
    }

    void press(Keys key) {
        press(key, 1);
    }

    /** Everything on the way there has a visible focus. */
    void tabTo(String selector) {
        do {
            press(Keys.TAB);
            assertThat(focused().getTagName())
                    .as("what is reached before " + selector)
                    .isNotEqualTo("body");
        } while (!Boolean.TRUE.equals(run("return arguments[0].matches(arguments[1])", focused(), selector)));
    }

    /** Presses the evidence switch of a card, counted from 0. */
    void toggleEvidence(int card) {
        WebElement toggle = all(".evidence-switch").get(card);
        run("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", toggle);
        toggle.click();
    }

    /** Switches the evidence of a card on, counted from 0, and waits until it is shown. */
    void showEvidence(int card) {
        toggleEvidence(card);
        await().atMost(PATIENCE).until(() -> all(".evidence").get(card).isDisplayed());
    }

    /** Waits until all animations have ended. */
    void rest() {
        await().atMost(PATIENCE).until(() -> Boolean.TRUE.equals(run("return document.getAnimations().length === 0")));
    }

    /** The announcements for screen readers. */
    List<String> announcements() {
        return all("#announcements p").stream()
                .map(line -> line.getDomProperty("textContent"))
                .toList();
    }

    private static String text(WebElement within, String selector) {
        return within.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .collect(Collectors.joining());
    }
}

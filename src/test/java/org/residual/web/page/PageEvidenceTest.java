package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.residual.support.NeedsPrograms;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The evidence on the page, for the shipped models, and for others made from their weights. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@NeedsPrograms
class PageEvidenceTest {
    private static final Dimension SCREEN = new Dimension(1200, 900);
    private static final Path SAMPLES = Path.of("samples");
    private static final double HALF_OF_THE_LAST_DIGIT = 0.0006;

    @TempDir
    private static Path directory;

    @RegisterExtension
    static final BrowserExtension STARTED = new BrowserExtension(SCREEN);

    private final int port;
    private Browser browser;
    private Page page;

    PageEvidenceTest(@LocalServerPort int port) {
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

    /** The model pools by the maximum, and there is nothing but the digit. */
    @ParameterizedTest
    @CsvSource({
        "false, false, the top left",
        "true, false, the top right",
        "false, true, the bottom left",
        "true, true, the bottom right"
    })
    void theMapHasItsWeightWhereTheDigitIs(boolean right, boolean bottom, String place) throws IOException {
        page.chooseModel(EvidenceModels.ANY_SIZE);
        page.choose(CornerPicture.png(right, bottom, directory.resolve("corner.png")));
        page.cards(1);
        page.showEvidence(0);

        assertThat(shareOfColor(right, bottom)).isGreaterThan(0.99);
        assertThat(page.one(".where").getText()).startsWith("For it: mostly " + place + ".");
        String label = page.cards(1).get(0).label();
        assertThat(page.announcements())
                .last()
                .isEqualTo("corner.png, evidence for " + label + ". "
                        + page.one(".where").getText());
    }

    @Test
    void aTurnedPhotoHasItsMapUpright() throws IOException {
        page.chooseModel(EvidenceModels.ANY_SIZE);
        page.choose(CornerPicture.turnedJpeg(true, false, directory.resolve("turned.jpg")));
        page.cards(1);
        page.showEvidence(0);

        WebElement canvas = page.one("canvas[role=img]");
        assertThat((double) canvas.getSize().width / canvas.getSize().height)
                .isCloseTo((double) CornerPicture.WIDTH / CornerPicture.HEIGHT, within(0.01));
        assertThat(shareOfColor(true, false)).isGreaterThan(0.99);
    }

    /** The share of the colour on the grey picture that is in one of its quarters. */
    private double shareOfColor(boolean right, boolean bottom) {
        return ((Number) page.run("""
                const [canvas, right, bottom] = arguments;
                const { width, height } = canvas;
                const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
                let [inQuarter, inAll] = [0, 0];
                for (let i = 0; i < data.length; i += 4) {
                    const [x, y] = [i / 4 % width, Math.floor(i / 4 / width)];
                    const color = Math.max(...data.slice(i, i + 3)) - Math.min(...data.slice(i, i + 3));
                    inAll += color;
                    inQuarter += (x >= width / 2) === right && (y >= height / 2) === bottom ? color : 0;
                }
                return inQuarter / inAll;
                """, page.one("canvas[role=img]"), right, bottom)).doubleValue();
    }

    /** The numbers are PyTorch's, in double precision, for samples/three.png. */
    @ParameterizedTest
    @CsvSource({
        "digits-resnet, 4 × 4, 8.139, 0.000, 0.007, 8.146",
        "digits-convbnnet, 3 × 3, 10.902, -2.504, 0.031, 8.429"
    })
    void tellsHowTheEvidenceAddsUp(
            String model, String parts, double totalFor, double totalAgainst, double bias, double logit) {
        page.chooseModel(model);
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        page.showEvidence(0);

        String sums = page.one(".sums").getText();
        assertThat(sums).contains(parts + " parts");
        double[] numbers = Pattern.compile("[+−]?\\d+\\.\\d+")
                .matcher(sums)
                .results()
                .map(MatchResult::group)
                .mapToDouble(number -> Double.parseDouble(number.replace('−', '-')))
                .toArray();
        assertThat(numbers)
                .containsExactly(new double[] {totalFor, totalAgainst, bias, logit}, within(HALF_OF_THE_LAST_DIGIT));
    }

    @Test
    void isAskedForOnlyWhenItIsSwitchedOn() {
        page.choose(SAMPLES.resolve("two.png"), SAMPLES.resolve("three.png"));
        page.cards(2);
        assertThat(browser.requests()).noneMatch(address -> address.contains("evidence="));

        page.showEvidence(1);
        assertThat(browser.requests())
                .filteredOn(address -> address.contains("/predict"))
                .containsExactly("http://localhost:" + port + "/models/digits-resnet/versions/1/predict?evidence=10");
        page.toggleEvidence(1);
        assertThat(page.all(".evidence").get(1).isDisplayed()).isFalse();
        page.showEvidence(1);
        assertThat(browser.requests()).isEmpty();
        assertThat(page.all(".evidence").get(0).isDisplayed()).isFalse();
    }

    /** For the 3 its middle is evidence, its bottom left is against it, and both areas have black parts. */
    @Test
    void whatSpeaksAgainstIsToldByMoreThanItsColor() {
        page.chooseModel("digits-convbnnet");
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        page.showEvidence(0);

        assertThat(colorsAt(0.75, 0.95)).as("for").isEqualTo(1);
        assertThat(colorsAt(0.05, 0.95)).as("against").isGreaterThan(5);
    }

    /** The network sees all of it, though the last of its 4 x 4 positions is further from the edge than the first. */
    @Test
    void theMapReachesTheEdgesOfThePicture() {
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        page.showEvidence(0);

        assertThat((List<?>) page.run("""
                const canvas = arguments[0];
                const { data } = canvas.getContext('2d').getImageData(
                    0.97 * canvas.width, 0.97 * canvas.height, 1, 1);
                return [...data.slice(0, 3)];
                """, page.one("canvas[role=img]")))
                .allSatisfy(channel -> assertThat(((Number) channel).intValue()).isGreaterThan(80));
    }

    /** The number of colours around a point of the map. */
    private int colorsAt(double x, double y) {
        return ((Number) page.run("""
                const [canvas, x, y] = arguments;
                const { data } = canvas.getContext('2d').getImageData(
                    x * canvas.width - 5, y * canvas.height - 5, 10, 10);
                return new Set(new Uint32Array(data.buffer)).size;
                """, page.one("canvas[role=img]"), x, y)).intValue();
    }

    @Test
    void savesThePictureWithItsMapInThePicturesProportions(@TempDir Path folder) throws IOException {
        browser.saveInto(folder);
        page.choose(SAMPLES.resolve("three.png"));
        page.cards(1);
        page.showEvidence(0);
        page.one(".save").click();
        BufferedImage small = savedAs(folder.resolve("three, evidence for 3.png"));
        assertThat(List.of(small.getWidth(), small.getHeight())).containsExactly(600, 600);

        page.one("#forget").click();
        page.chooseModel(EvidenceModels.ANY_SIZE);
        page.choose(CornerPicture.png(true, false, directory.resolve("corner.png")));
        String label = page.cards(1).get(0).label();
        page.showEvidence(0);
        page.one(".save").click();
        BufferedImage large = savedAs(folder.resolve("corner, evidence for " + label + ".png"));
        assertThat(List.of(large.getWidth(), large.getHeight()))
                .containsExactly(CornerPicture.WIDTH, CornerPicture.HEIGHT);
        assertThat(IntStream.range(0, CornerPicture.HEIGHT).boxed())
                .as("rows with orange in the corner of the digit")
                .filteredOn(y -> isOrange(large.getRGB(CornerPicture.WIDTH - 36, y)))
                .isNotEmpty()
                .allMatch(y -> y < 100);
    }

    private static BufferedImage savedAs(Path file) throws IOException {
        await().atMost(Page.PATIENCE).until(() -> Files.exists(file));
        return ImageIO.read(file.toFile());
    }

    private static boolean isOrange(int rgb) {
        return (rgb >> 16 & 0xff) > (rgb & 0xff) + 20;
    }
}

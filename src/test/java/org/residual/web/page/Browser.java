package org.residual.web.page;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.residual.support.Programs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, with a profile of its own. */
final class Browser implements AutoCloseable {
    private static final String MISSING = "The page is tested in Chromium: install it and its driver"
            + " (Debian: chromium, chromium-driver), so that both are on the PATH.";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /**
     * Needs Chromium, see {@link Programs#find}.
     *
     * @param profile an empty folder
     * @param arguments in addition to the usual ones
     */
    static Browser start(Path profile, String... arguments) {
        Path browser = Programs.find(MISSING, "chromium", "chromium-browser", "google-chrome", "chrome");
        Path driver = Programs.find(MISSING, "chromedriver");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .build();
        ChromeOptions options = options(browser.toFile(), profile);
        options.addArguments(arguments);
        return new Browser(new ChromeDriver(service, options));
    }

    private static ChromeOptions options(File browser, Path profile) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.setBinary(browser);
        options.addArguments(
                "--headless=new",
                // Chromium's sandbox does not start for root, the user of containers.
                "--no-sandbox",
                // Axe examines a page from a window of its own.
                "--disable-popup-blocking",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        return options;
    }

    ChromeDriver driver() {
        return driver;
    }

    /** Sets the size of the window and the colour scheme, {@code light} or {@code dark}. */
    void look(Dimension size, String colors) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", size.width, "height", size.height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
    }

    /** Makes it save downloads into that folder, without asking. */
    void saveInto(Path folder) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    /** Disconnects the browser from every server, or reconnects it. */
    void setOffline(boolean offline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    /** The console's messages since the last call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The addresses of all requests since the last call. */
    List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> JsonMapper.shared().readTree(entry.getMessage()).path("message"))
                .filter(event -> event.path("method").asString().equals("Network.requestWillBeSent"))
                .map(event -> event.at("/params/request/url"))
                .map(JsonNode::asString)
                .filter(address -> address.matches("(http|ws)s?:.*"))
                .toList();
    }

    byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    @Override
    public void close() {
        driver.quit();
    }
}

package org.residual.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.assertj.core.api.ListAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.openqa.selenium.Dimension;
import org.springframework.util.FileSystemUtils;

/**
 * A browser for all tests of a class. It is started for the first test, not earlier: without it, each test must be
 * named as skipped. Each test begins with the same window, in light colours.
 */
final class BrowserExtension implements BeforeEachCallback, AfterAllCallback {
    private final Dimension window;
    private @Nullable Path profile;
    private @Nullable Browser browser;

    /**
     * @param window in pixels
     */
    BrowserExtension(Dimension window) {
        this.window = window;
    }

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        if (profile == null) {
            profile = Files.createTempDirectory("browser");
        }
        if (browser == null) {
            browser = Browser.start(profile);
        }
        browser.look(window, "light");
    }

    Browser browser() {
        return Objects.requireNonNull(browser, "no test has begun");
    }

    /**
     * All requests went to the service, and nothing violated its policy.
     *
     * @return the requested addresses
     */
    ListAssert<String> assertAskedOnly(int port) {
        assertPolicyIsKept();
        return assertThat(browser().requests())
                .allMatch(address -> address.startsWith("http://localhost:" + port + "/"));
    }

    void assertPolicyIsKept() {
        assertThat(browser().console()).noneMatch(line -> line.contains("Content Security Policy"));
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        if (browser != null) {
            browser.close();
        }
        FileSystemUtils.deleteRecursively(profile);
    }
}

package io.stagegate.it.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The machine's own Chromium and its driver. Both are named to Selenium, so that it looks for none and fetches none. */
final class Chromium {
    private static final List<String> BROWSERS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private Chromium() {}

    /** @throws IOException if one of the two is missing or they do not start */
    static Browser start() throws IOException {
        var browser = onPath(BROWSERS).orElseThrow(() -> missing(String.join(", ", BROWSERS)));
        var driver = onPath(List.of("chromedriver")).orElseThrow(() -> missing("chromedriver"));
        var profile = Files.createTempDirectory("stagegate-chromium");
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .build();
        try {
            return new Browser(new ChromeDriver(service, options(browser, profile)), profile);
        } catch (WebDriverException e) {
            service.stop();
            throw new IOException(browser + " does not start: " + e.getRawMessage(), e);
        }
    }

    private static ChromeOptions options(Path browser, Path profile) {
        var logs = new LoggingPreferences();
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        logs.enable(LogType.BROWSER, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--window-size=1600,1000",
                "--lang=en-US",
                "--user-data-dir=" + profile);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        options.setExperimentalOption("perfLoggingPrefs", Map.of("enableNetwork", true));
        return options;
    }

    private static IOException missing(String names) {
        return new IOException("none of these was found on the PATH: " + names);
    }

    private static Optional<Path> onPath(List<String> names) {
        var folders = Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1);
        return names.stream()
                .flatMap(name -> Arrays.stream(folders)
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}

package io.stagegate.it.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementNotInteractableException;
import org.openqa.selenium.NotFoundException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real browser without a window. Everything that it is asked to do waits until the page lets it be done. */
public final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ChromeDriver driver;
    private final Path profile;

    Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** Loads a page anew, also where only the fragment of its address differs from the present one. */
    void open(String url) {
        driver.get("about:blank");
        driver.get(url);
    }

    /** Goes to an address, as a link does. */
    void go(String url) {
        driver.get(url);
    }

    /** Gives a site the name and the password that it asks for, as a person does in the window that pops up. */
    void logIn(String site, String user, String password) {
        driver.get(site.replace("://", "://" + user + ":" + password + "@") + "/version");
    }

    void reload() {
        driver.navigate().refresh();
    }

    /** Forgets what a site has stored, and everything that was logged so far. */
    void forget(String origin) {
        driver.get("about:blank");
        driver.executeCdpCommand("Storage.clearDataForOrigin", Map.of("origin", origin, "storageTypes", "all"));
        entries(LogType.PERFORMANCE);
        entries(LogType.BROWSER);
    }

    WebElement shown(By by) {
        return until(
                "show " + by,
                d -> d.findElements(by).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException(by.toString())));
    }

    boolean shows(By by) {
        return driver.findElements(by).stream().anyMatch(WebElement::isDisplayed);
    }

    void click(By by) {
        until("let click " + by, d -> {
            d.findElements(by).stream()
                    .filter(e -> e.isDisplayed() && e.isEnabled())
                    .findFirst()
                    .orElseThrow(() -> new NotFoundException(by.toString()))
                    .click();
            return true;
        });
    }

    void type(By by, CharSequence... keys) {
        shown(by).sendKeys(keys);
    }

    /** An attribute of each element that is there. */
    List<String> attributes(By by, String name) {
        return until(
                "hold still",
                d -> d.findElements(by).stream()
                        .map(e -> e.getDomAttribute(name))
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** What a person reads. */
    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Waits until the condition gives something other than false. */
    <T> T until(String what, Function<WebDriver, T> condition) {
        try {
            return new WebDriverWait(driver, PATIENCE, POLL)
                    .ignoring(StaleElementReferenceException.class)
                    .ignoring(ElementNotInteractableException.class)
                    .until(condition);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the page did not " + what + "; it is in " + picture() + " and says:\n" + text(), e);
        }
    }

    /** Waits until a page has asked for all that it wants: everything is answered, and between two looks nothing was asked. */
    void settle(Traffic traffic) {
        until(
                "settle",
                _ -> entries(LogType.PERFORMANCE).stream()
                                        .filter(entry -> traffic.read(entry.getMessage()))
                                        .count()
                                == 0
                        && traffic.answered());
    }

    /** The errors on the console since the last look. */
    List<String> complaints() {
        return entries(LogType.BROWSER).stream()
                .filter(e -> e.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .toList();
    }

    private List<LogEntry> entries(String type) {
        return driver.manage().logs().get(type).getAll();
    }

    /** Takes a picture of the page. */
    Path picture() {
        try {
            var folder = Files.createDirectories(Path.of("target", "browser"));
            var file = Files.createTempFile(folder, "page", ".png");
            return Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        try (var files = Files.walk(profile)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

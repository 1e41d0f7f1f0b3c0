package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a screen. Where it is missing, whoever asks for it fails. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Starts one with an empty profile. */
    static Browser start(Path profile) {
        File browser = installed("brx.chromium", "/usr/bin/chromium", "chromium");
        File driver = installed("brx.chromedriver", "/usr/bin/chromedriver", "chromium-driver");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser);
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1400,1000",
                "--user-data-dir=" + profile);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver)
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static File installed(String property, String usual, String debianPackage) {
        File file = new File(System.getProperty(property, usual));
        assertThat(file)
                .as(
                        "the tests of the dashboard need %s: apt-get install %s, or say -D%s=…",
                        file, debianPackage, property)
                .isExecutable();
        return file;
    }

    /** Opens a page. */
    Browser open(String url) {
        driver.get(url);
        return this;
    }

    /** Pretends a screen of this width, also narrower than a window may be. */
    void width(int pixels, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The result of an expression of the page's own language. */
    Object script(String expression, Object... arguments) {
        return driver.executeScript("return " + expression, arguments);
    }

    /** The value that a promise comes to. */
    Object promise(String expression, Object... arguments) {
        return driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1]; (" + expression
                        + ").then(done, error => done('failed: ' + error))",
                arguments);
    }

    /** What is to be read at the first element that matches; empty when there is none or it is hidden. */
    String text(String selector) {
        return (String) script(
                "(e => e && e.checkVisibility() ? e.innerText : '')(document.querySelector(arguments[0]))", selector);
    }

    long count(String selector) {
        return (Long) script("document.querySelectorAll(arguments[0]).length", selector);
    }

    void awaitText(String selector, String words) {
        Sandbox.await(
                "'" + words + "' in " + selector, PATIENCE, () -> text(selector).contains(words));
    }

    void await(String expression) {
        Sandbox.await(expression, PATIENCE, () -> Boolean.TRUE.equals(script(expression)));
    }

    void click(String selector) {
        Sandbox.await(
                selector + " to be clicked",
                PATIENCE,
                () -> Boolean.TRUE.equals(script(
                        "(e => Boolean(e) && !e.disabled && e.checkVisibility())(document.querySelector(arguments[0]))",
                        selector)));
        WebElement element = driver.findElement(By.cssSelector(selector));
        driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
        element.click();
    }

    void type(String selector, CharSequence... keys) {
        driver.findElement(By.cssSelector(selector)).sendKeys(keys);
    }

    /** Keys for whatever has the focus. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** What the browser complained of since the last time: errors of scripts, violations of the policy, failed loads. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** A picture from this element's beginning to its end, or so many pixels of it, as PNG in Base64. */
    String picture(String selector, int height) {
        driver.executeScript("document.activeElement.blur(); scrollTo(0, 0)");
        Object clip = script(
                "(box => ({x: 0, y: Math.max(0, box.top - 16), width: innerWidth, scale: 1,"
                        + " height: Math.min(arguments[1], box.height + 32)}))"
                        + "(document.querySelector(arguments[0]).getBoundingClientRect())",
                selector,
                height);
        return (String) driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data");
    }

    @Override
    public void close() {
        driver.quit();
    }
}

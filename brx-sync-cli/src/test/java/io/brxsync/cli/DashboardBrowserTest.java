package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard as a person meets it. Only with {@code -Pbrowser}. */
@Tag("browser")
@Timeout(180)
class DashboardBrowserTest {
    private static final UUID USER = new UUID(0xA, 1);
    private static final String ROW = "tr[data-queue='default'] ";

    /** Texts that stand out from what is behind them by less than 4.5 to 1, which WCAG 2 asks for (1.4.3). */
    private static final String FAINT = """
            (() => {
              const parts = colour => colour.match(/[\\d.]+/g).map(Number);
              const light = colour => parts(colour).slice(0, 3).map(part => part / 255)
                .map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4)
                .reduce((sum, part, i) => sum + part * [.2126, .7152, .0722][i], 0);
              const behind = element => {
                const colour = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
                return parts(colour)[3] === 0 ? behind(element.parentElement) : colour;
              };
              const seen = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
                && !element.closest(':disabled, .sr')
                && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
              if (seen.length < 50) return ['only ' + seen.length + ' texts'];
              return seen.map(element => {
                const style = getComputedStyle(element);
                const [dark, bright] = [light(element instanceof SVGElement ? style.fill : style.color),
                  light(behind(element))].sort((a, b) => a - b);
                return [(bright + .05) / (dark + .05), element.textContent.trim(), style.color, behind(element)];
              }).filter(([ratio]) => ratio < 4.5).map(String);
            })()""";

    @TempDir
    static Path profile;

    private static Browser browser;

    @TempDir
    Path directory;

    private DashboardScene scene;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start(profile);
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        scene = new DashboardScene(directory);
        browser.open("about:blank");
        browser.width(1400, 1000);
        browser.complaints();
    }

    @AfterEach
    void close() {
        browser.open("about:blank");
        scene.close();
    }

    private void unlock() {
        browser.click("#unlock");
        browser.type("#token", DashboardScene.TOKEN, Keys.ENTER);
        browser.await("!document.querySelector('#token-dialog').open");
    }

    @Test
    void showsQueuesWithTheirDepthOverTime() {
        scene.enqueue(3);
        scene.brx().queues().pause("default");
        browser.open(scene.readOnly().url());
        browser.awaitText(ROW, "3");
        assertThat(browser.text(ROW)).contains("default", "paused");
        browser.awaitText("#problem-list", "Queue default is paused, 3 tasks wait");
        assertThat(browser.text("#problem-list")).contains("No worker is running");
        assertThat((String) browser.script("document.title")).startsWith("(");
        browser.await("Number((document.querySelector('#depth-chart path') || {dataset: {}}).dataset.points) >= 2");
        assertThat(browser.text("#depth-chart")).contains("default").contains("3");
        scene.enqueue(5);
        browser.awaitText(ROW, "8");
        browser.awaitText("#depth-chart .legend", "8");
        assertThat(browser.text("#freshness")).isEqualTo("live");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsWhatIsMissingAsMissing() {
        browser.open(scene.readOnly().url());
        browser.awaitText("#no-dead", "No dead letters");
        browser.awaitText("#no-users", "Nobody is connected yet");
        browser.awaitText("#no-queues", "No queue has ever held a task");
        browser.awaitText("#no-workers", "brx-sync worker");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void hostileTextsStayTexts() {
        scene.user(USER, "error", DashboardScene.HOSTILE);
        scene.bury(DashboardScene.HOSTILE);
        browser.open(scene.withToken().url());
        browser.awaitText("#dead-rows", DashboardScene.HOSTILE);
        browser.awaitText("#user-rows", DashboardScene.HOSTILE);
        browser.type("#user-search", DashboardScene.HOSTILE);
        browser.await("document.querySelector('#user-search').value.startsWith('<img')");
        assertThat(browser.count("img[src='x']")).isZero();
        assertThat(browser.count("body script")).isZero();
        assertThat(browser.script("window.owned === undefined")).isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void withoutATokenThePageOnlyReads() {
        scene.bury("one");
        DashboardScene.Board board = scene.readOnly();
        browser.open(board.url());
        browser.awaitText("#dead-rows", "one");
        browser.awaitText("#read-only", "DASHBOARD_ADMIN_TOKEN");
        browser.await("document.querySelector('#unlock').hidden");
        assertThat(browser.count("#queue-rows button")).isEqualTo(1);
        assertThat(browser.count("#queue-rows button:enabled, #dead .actions button:enabled"))
                .isZero();
        assertThat(browser.promise(
                        "fetch('api/queues/default/pause', {method: 'POST', headers: {'Content-Type': 'application/json',"
                                + " Authorization: 'Bearer ' + arguments[0]}, body: '{}'}).then(answer => answer.status)",
                        DashboardScene.TOKEN))
                .isEqualTo(403L);
        assertThat(scene.queue("default").paused()).isFalse();
    }

    @Test
    void withTheTokenPauseResumeRetryAndPurgeWork() {
        scene.bury("one", "two", "three");
        browser.open(scene.withToken().url());
        browser.awaitText("#dead-rows", "three");
        browser.awaitText("#read-only", "until you unlock");
        browser.click("#unlock");
        browser.type("#token", "wrong-token-0123456789", Keys.ENTER);
        browser.awaitText("#token-wrong", "missing or wrong");
        browser.press(Keys.ESCAPE);
        unlock();

        browser.click(ROW + "button");
        browser.awaitText("#confirm-title", "Pause default?");
        browser.press(Keys.ESCAPE);
        browser.await("!document.querySelector('#confirm').open");
        assertThat(scene.queue("default").paused()).isFalse();
        browser.click(ROW + "button");
        browser.click("#confirm-yes");
        browser.awaitText(ROW, "paused");
        assertThat(scene.queue("default").paused()).isTrue();
        browser.click(ROW + "button");
        browser.awaitText(ROW, "open");
        assertThat(scene.queue("default").paused()).isFalse();

        browser.click("#dead-rows tr:first-child input");
        browser.click("#retry-selected");
        browser.awaitText("#confirm-title", "Retry 1 dead letter?");
        browser.click("#confirm-yes");
        browser.await("document.querySelectorAll('#dead-rows tr').length === 2");
        assertThat(scene.queue("default").ready()).isEqualTo(1);
        assertThat(scene.queue("default").dead()).isEqualTo(2);

        browser.click("#purge-all");
        browser.awaitText("#confirm-title", "Purge 2 dead letters of all queues?");
        assertThat(browser.script("document.activeElement.id")).isEqualTo("confirm-no");
        browser.click("#confirm-yes");
        browser.awaitText("#no-dead", "No dead letters");
        assertThat(scene.queue("default").dead()).isZero();
        assertThat(scene.queue("default").ready()).isEqualTo(1);

        assertThat(browser.script("document.cookie + localStorage.length")).isEqualTo("0");
        browser.click("#unlock");
        browser.awaitText("#unlock", "Unlock actions");
        browser.await("document.querySelector(\"" + ROW + "button\").disabled");
        assertThat(browser.script("sessionStorage.length")).isEqualTo(0L);
        // The wrong token's answer is the only complaint.
        assertThat(browser.complaints()).singleElement().asString().contains("401");
    }

    @Test
    void anotherPageCanNeitherActNorReadNorFrameIt() throws IOException {
        scene.bury("one");
        DashboardScene.Board board = scene.withToken();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = "<!doctype html><title>elsewhere</title><p>elsewhere".getBytes(StandardCharsets.UTF_8);
        elsewhere.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        });
        elsewhere.start();
        try {
            browser.open("http://localhost:" + elsewhere.getAddress().getPort() + "/");
            String purge = board.url() + "api/dead/purge";
            assertThat((String) browser.promise(
                            "fetch(arguments[0], {method: 'POST', mode: 'no-cors', body: '{\"all\":true}'})"
                                    + ".then(answer => answer.type)",
                            purge))
                    .startsWith("failed");
            assertThat((String) browser.promise(
                            "fetch(arguments[0], {method: 'POST', headers: {'Content-Type': 'application/json',"
                                    + " Authorization: 'Bearer ' + arguments[1]}, body: '{\"all\":true}'})"
                                    + ".then(answer => answer.status)",
                            purge,
                            DashboardScene.TOKEN))
                    .startsWith("failed");
            assertThat((String) browser.promise(
                            "fetch(arguments[0]).then(answer => answer.text())", board.url() + "api/overview"))
                    .startsWith("failed");
            browser.script(
                    "(f => { f.src = arguments[0]; document.body.append(f); })(document.createElement('iframe'))",
                    board.url());
            Sandbox.await(
                    "the refusal of the frame",
                    Duration.ofSeconds(30),
                    () -> browser.complaints().stream().anyMatch(line -> line.contains("frame-ancestors")));
            browser.script(
                    "(f => { f.method = 'post'; f.enctype = 'text/plain'; f.action = arguments[0];"
                            + " document.body.append(f); f.submit(); })(document.createElement('form'))",
                    purge);
            browser.awaitText("body", "only taken from this page itself");
        } finally {
            elsewhere.stop(0);
        }
        assertThat(scene.queue("default").dead()).isEqualTo(1);
    }

    @Test
    void fitsEveryWidthInLightAndDark() {
        scene.user(USER, "error", "x".repeat(300));
        scene.bury("y".repeat(300) + " " + "many words of a reason ".repeat(20));
        scene.enqueue(2);
        browser.open(scene.withToken().url());
        browser.awaitText("#dead-rows", "yyy");
        browser.awaitText("#user-rows", "xxx");
        for (int width : new int[] {360, 500, 900, 901, 1000, 1400, 2200}) {
            browser.width(width, 800);
            browser.await("innerWidth === " + width);
            assertThat((Long) browser.script("document.documentElement.scrollWidth"))
                    .as("content of a screen of %d", width)
                    .isLessThanOrEqualTo(width);
        }
        Object light = browser.script("getComputedStyle(document.body).backgroundColor");
        browser.colours("dark");
        browser.await("getComputedStyle(document.body).backgroundColor !== '" + light + "'");
        browser.colours("light");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyTextStandsOutInLightAndDark() {
        scene.user(USER, "error", "CardTrader refuses this user's token");
        scene.user(new UUID(0xA, 2), "active", null);
        scene.user(new UUID(0xA, 3), "initial_sync", null);
        scene.bury("one", "two");
        scene.enqueue(2);
        scene.brx().queues().pause("default");
        browser.open(scene.withToken().url());
        browser.awaitText("#dead-rows", "two");
        browser.awaitText("#user-rows", "refuses");
        browser.awaitText("#problem-list", "paused");
        unlock();
        browser.click("#dead-rows tr:first-child input");
        for (String scheme : new String[] {"light", "dark"}) {
            browser.colours(scheme);
            browser.await("matchMedia('(prefers-color-scheme: " + scheme + ")').matches");
            assertThat((List<?>) browser.script(FAINT)).as(scheme).isEmpty();
        }
        browser.script("document.documentElement.style.setProperty('--soft', '#333b45')");
        assertThat((List<?>) browser.script(FAINT)).as("what would be faint").isNotEmpty();
        browser.colours("light");
    }

    @Test
    void theKeyboardReachesEverything() {
        scene.bury("one");
        browser.open(scene.withToken().url());
        browser.awaitText("#dead-rows", "one");
        unlock();
        browser.await("!document.querySelector(\"" + ROW + "button\").disabled");
        browser.script("document.activeElement.blur()");
        boolean pause = false;
        boolean purge = false;
        boolean pick = false;
        for (int i = 0; i < 60; i++) {
            browser.press(Keys.TAB);
            String where = (String) browser.script(
                    "document.activeElement.id || document.activeElement.getAttribute('aria-label') || ''");
            pause |= where.equals("Pause queue default");
            purge |= where.equals("purge-all");
            pick |= where.startsWith("Select task");
        }
        assertThat(pause && purge && pick).isTrue();
        assertThat(browser.count("button:not(:empty), button[aria-label]")).isEqualTo(browser.count("button"));
    }

    @Test
    void saysSoWhenTheWorkerStops() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Run worker = scene.sandbox().run(directory);
        CompletableFuture<Run.Result> end =
                worker.start("worker", "-c", "2", "--http-port", "" + port, "--http-host", "127.0.0.1");
        DashboardScene.Board board = new DashboardScene.Board(worker, end, port);
        DashboardScene.Board other = scene.readOnly();
        Sandbox.await("the endpoint", Duration.ofSeconds(30), () -> {
            try {
                new Socket("127.0.0.1", port).close();
                return true;
            } catch (IOException notYet) {
                assertThat(end).isNotDone();
                return false;
            }
        });
        browser.open(board.url());
        browser.awaitText("#worker-cards", "2 threads idle");
        assertThat(browser.text("#worker-cards")).contains("working");
        assertThat(browser.text("#outage")).isEmpty();
        assertThat(browser.complaints()).isEmpty();
        board.stop().exits(0);
        browser.awaitText("#outage", "The server does not answer");
        assertThat(browser.text("#outage")).contains("What you see is as of");
        assertThat(browser.text("#freshness")).isEqualTo("out of reach");
        browser.open(other.url());
        browser.awaitText("#problem-list", "No worker is running");
    }
}
